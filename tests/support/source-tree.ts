import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');

/** Text of a file of the project. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** TypeScript files below a folder, as paths from the root. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** Code without its comments. */
export const codeOf = (file: string): string =>
  read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');

/** What a file imports, as written. */
export const importsOf = (file: string): readonly string[] =>
  ts.preProcessFile(read(file)).importedFiles.map(({ fileName }) => fileName);

/** Files of the project that a file imports. */
export const importedFiles = (file: string): readonly string[] =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name));

/** Groups of files that import each other in a circle. */
export const circles = (files: readonly string[]): readonly (readonly string[])[] => {
  const found: string[][] = [];
  const state = new Map<string, 'open' | 'closed'>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'closed') return;
    if (state.get(file) === 'open') {
      found.push(path.slice(path.indexOf(file)));
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const next of importedFiles(file)) if (next.endsWith('.ts')) visit(next);
    path.pop();
    state.set(file, 'closed');
  };
  for (const file of files) visit(file);
  return found;
};

/** A function by the name it is called by, and its lines. */
export interface FunctionSize {
  readonly file: string;
  readonly name: string;
  readonly lines: number;
}

const nameOf = (node: ts.Node): string => {
  const named = [node, node.parent].find(
    (one): one is ts.NamedDeclaration => 'name' in one && one.name !== undefined,
  );
  return named?.name?.getText() ?? '(anonymous)';
};

/** All functions of a file; those that others hold are counted in both. */
export const functionSizes = (file: string): readonly FunctionSize[] => {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const sizes: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
      const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
      sizes.push({ file, name: nameOf(node), lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sizes;
};

/** A function that stands at the top of a file. */
interface TopFunction {
  readonly name: string;
  readonly isExported: boolean;
}

const isFunction = (node: ts.Expression | undefined): boolean => {
  if (node === undefined) return false;
  if (ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return isFunction(node.expression);
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
};

const topFunctions = (file: string): readonly TopFunction[] =>
  ts
    .createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)
    .statements.flatMap((statement): readonly TopFunction[] => {
      if (!ts.isVariableStatement(statement)) return [];
      const isExported = (statement.modifiers ?? []).some(
        ({ kind }) => kind === ts.SyntaxKind.ExportKeyword,
      );
      return statement.declarationList.declarations
        .filter(({ initializer }) => isFunction(initializer))
        .map((declaration) => ({ name: declaration.name.getText(), isExported }));
    });

/**
 * The function that a file is named after, or the only one that it exports, where helpers stand
 * before it; undefined where it comes first, or there is none.
 */
export const mainAfterHelpers = (file: string): string | undefined => {
  const [named = ''] = basename(file).split('.');
  const functions = topFunctions(file);
  const exported = functions.filter(({ isExported }) => isExported);
  const main =
    exported.find(({ name }) => name.toLowerCase() === named.replaceAll('-', '').toLowerCase()) ??
    (exported.length === 1 ? exported[0] : undefined);
  return main === undefined || functions[0] === main ? undefined : `${file} ${main.name}`;
};
