import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');

/** A call to AWS that a function can come to make. */
export interface MadeCall {
  /**
   * Class or function of the SDK, or request to a table: `SendMessageCommand`,
   * `fromTemporaryCredentials`, `documents.update`.
   */
  readonly call: string;
  /** The adapter that knows what it is made on: path of a file below shared/aws, without ending. */
  readonly adapter: string;
}

/** What the SDK calls without a command in our code. */
const callingFunctions: ReadonlySet<string> = new Set(['fromTemporaryCredentials']);

/** Adapters that are handed the table by another adapter. */
const helpers: ReadonlySet<string> = new Set(['dynamodb/batch-get']);

/** What makes the requests to tables: whoever calls it, under this name, makes them. */
const documents = { file: join(root, 'shared/aws/dynamodb/documents.ts'), name: 'documents' };

type Unit = ts.Node;

interface Module {
  readonly file: string;
  readonly source: ts.SourceFile;
  /** Declarations by name, at any depth. */
  readonly locals: ReadonlyMap<string, readonly Unit[]>;
  /** What an object of the module holds under a name. */
  readonly members: ReadonlyMap<string, readonly Unit[]>;
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
}

const isFunction = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node));

/** A named function: its body runs when somebody names it, not where it stands. */
const isNamedFunction = (node: ts.Node): boolean =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ((ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) &&
    isFunction(node.initializer));

/** The block, or the file, in which a declaration can be named. */
const scopeOf = (declaration: ts.Node): ts.Node => {
  let scope = declaration.parent;
  while (!ts.isBlock(scope) && !ts.isSourceFile(scope)) scope = scope.parent;
  return scope;
};

const isVisibleTo = (reference: ts.Node, declaration: ts.Node): boolean => {
  const { pos, end } = scopeOf(declaration);
  return pos <= reference.pos && reference.end <= end;
};

const visitAll = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node);
  ts.forEachChild(node, (child) => visitAll(child, visit));
};

const parseModule = (file: string): Module => {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const locals = new Map<string, Unit[]>();
  const members = new Map<string, Unit[]>();
  const imports = new Map<string, { readonly file: string; readonly name: string }>();
  const add = (map: Map<string, Unit[]>, name: string, unit: Unit) =>
    void map.set(name, [...(map.get(name) ?? []), unit]);
  visitAll(source, (node) => {
    if (
      (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) &&
      node.name !== undefined &&
      ts.isIdentifier(node.name)
    )
      add(locals, node.name.text, node);
    if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node))
      add(members, node.name.getText(), node);
    if (ts.isShorthandPropertyAssignment(node)) add(members, node.name.text, node);
    if (
      ts.isImportDeclaration(node) &&
      ts.isStringLiteral(node.moduleSpecifier) &&
      node.moduleSpecifier.text.startsWith('.')
    ) {
      const bindings = node.importClause?.namedBindings;
      if (node.importClause?.isTypeOnly || bindings === undefined || !ts.isNamedImports(bindings))
        return;
      const from = join(dirname(file), node.moduleSpecifier.text);
      for (const one of bindings.elements.filter((element) => !element.isTypeOnly))
        imports.set(one.name.text, { file: from, name: (one.propertyName ?? one.name).text });
    }
  });
  return { file, source, locals, members, imports };
};

/** Handlers share most of their code. */
const parsed = new Map<string, Module>();

const readModule = (file: string): Module => {
  const module = parsed.get(file) ?? parseModule(file);
  parsed.set(file, module);
  return module;
};

const importGraph = (entry: string): ReadonlyMap<string, Module> => {
  const modules = new Map<string, Module>();
  const follow = (file: string): void => {
    if (modules.has(file) || file === documents.file || !existsSync(file)) return;
    const module = readModule(file);
    modules.set(file, module);
    for (const { file: next } of module.imports.values()) follow(next);
  };
  follow(entry);
  return modules;
};

const adapters = join(root, 'shared/aws/');

const isAdapter = (file: string): boolean => file.startsWith(adapters);

const adapterOf = (file: string): string | undefined => {
  const name = relative(adapters, file).replace(/\.ts$/, '');
  return isAdapter(file) && !helpers.has(name) ? name : undefined;
};

/**
 * @param names - functions of the entry that somebody calls; else what its module does by itself
 */
const findCalls = (entry: string, names: readonly string[] = []): readonly MadeCall[] => {
  const modules = importGraph(entry);
  const calls = new Map<string, MadeCall>();
  const known = new Set<string>();
  const waiting: {
    readonly module: Module;
    readonly unit: Unit;
    readonly adapter: string | undefined;
  }[] = [];

  const reach = (module: Module, unit: Unit, caller: string | undefined): void => {
    // A helper works for whom it was called by.
    const adapter = adapterOf(module.file) ?? caller;
    const state = `${module.file}:${unit.pos}:${adapter}`;
    if (known.has(state)) return;
    known.add(state);
    waiting.push({ module, unit, adapter });
  };

  const walk = (module: Module, unit: Unit, adapter: string | undefined): void => {
    const declaration = ({ text: name }: ts.Identifier, reference: ts.Node): void => {
      const own = (module.locals.get(name) ?? []).filter((one) => isVisibleTo(reference, one));
      for (const next of own) reach(module, next, adapter);
      const imported = own.length === 0 ? module.imports.get(name) : undefined;
      const target = modules.get(imported?.file ?? '');
      const exported = target?.locals
        .get(imported?.name ?? '')
        ?.filter((one) => ts.isSourceFile(scopeOf(one)));
      if (target !== undefined) for (const next of exported ?? []) reach(target, next, adapter);
    };
    const member = (name: string, isData = false): void => {
      // Adapters hold no adapters: what they read members of is data.
      const others = [...modules.values()].filter(
        ({ file }) => !isAdapter(module.file) || !isAdapter(file),
      );
      for (const to of others)
        for (const next of to.members.get(name) ?? [])
          if (!isData || !(isNamedFunction(next) || ts.isShorthandPropertyAssignment(next)))
            reach(to, next, adapter);
    };
    const made = (call: string): void => {
      const by = adapter ?? relative(root, module.file);
      calls.set(`${call} ${by}`, { call, adapter: by });
    };

    const look = (node: ts.Node): void => {
      if (node !== unit && isNamedFunction(node)) return;
      if (
        ts.isTypeNode(node) ||
        ts.isImportDeclaration(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node)
      )
        return;
      if (ts.isShorthandPropertyAssignment(node)) {
        if (node === unit) declaration(node.name, node);
        return;
      }
      if (
        ts.isNewExpression(node) &&
        ts.isIdentifier(node.expression) &&
        node.expression.text.endsWith('Command')
      )
        made(node.expression.text);
      if (
        ts.isCallExpression(node) &&
        ts.isIdentifier(node.expression) &&
        callingFunctions.has(node.expression.text)
      )
        made(node.expression.text);
      if (
        ts.isPropertyAccessExpression(node) &&
        node.expression.getText() === documents.name &&
        isAdapter(module.file)
      ) {
        made(`${documents.name}.${node.name.text}`);
        return;
      }
      if (ts.isPropertyAccessExpression(node)) {
        // What has members itself (`batch.records.map`) is no method.
        member(node.name.text, ts.isPropertyAccessExpression(node.parent));
        look(node.expression);
        return;
      }
      if (ts.isPropertyAssignment(node)) {
        look(node.initializer);
        return;
      }
      if (ts.isBindingElement(node)) {
        if (ts.isObjectBindingPattern(node.parent))
          member((node.propertyName ?? node.name).getText());
        if (node.initializer !== undefined) look(node.initializer);
        return;
      }
      if (ts.isIdentifier(node)) declaration(node, node);
      ts.forEachChild(node, look);
    };
    look(unit);
  };

  const handler = modules.get(entry);
  if (handler === undefined) throw new Error(`There is no ${relative(root, entry)}.`);
  reach(handler, handler.source, undefined);
  for (const name of names) {
    const units = handler.locals.get(name);
    if (units === undefined) throw new Error(`${relative(root, entry)} has no ${name}.`);
    for (const unit of units) reach(handler, unit, undefined);
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    walk(next.module, next.unit, next.adapter);
  return [...calls.values()];
};

const found = new Map<string, readonly MadeCall[]>();

/**
 * Finds the calls to AWS that the handler of a function can come to make, by walking its code from
 * name to name: an identifier leads to what it stands for, around it or where it is imported from;
 * a member (`ports.suppress`) leads to everything of that name that an object in the handler's
 * import graph holds. A method of an adapter that nobody names is not walked into.
 */
export const madeCalls = (functionName: string): readonly MadeCall[] => {
  const calls =
    found.get(functionName) ?? findCalls(join(root, 'functions', functionName, 'handler.ts'));
  found.set(functionName, calls);
  return calls;
};

/**
 * The calls that a program can come to make which calls these functions of a module:
 * `client/client.ts`.
 */
export const callsOf = (file: string, names: readonly string[]): readonly MadeCall[] =>
  findCalls(join(root, file), names);
