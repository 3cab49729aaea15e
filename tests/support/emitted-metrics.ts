import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { createCounter } from '../../shared/lambda/metrics.ts';
import type { Count, Gauge } from '../../shared/telemetry/ports.ts';

const root = join(import.meta.dirname, '..', '..');
const ports = join('shared', 'telemetry', 'ports.ts');

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

const literalsIn = (node: ts.Node): readonly string[] => [
  ...(ts.isStringLiteral(node) ? [node.text] : []),
  ...node.getChildren().flatMap(literalsIn),
];

/**
 * The names that a port takes, and its further members, all of which are dimensions and may be left
 * out.
 */
const readPort = (port: 'Count' | 'Gauge') => {
  const declaration = parse(join(root, ports)).statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === port,
  );
  const members = (declaration as ts.InterfaceDeclaration).members.filter(ts.isPropertySignature);
  const name = members.find((member) => member.name.getText() === 'name');
  return {
    names: literalsIn(name as ts.Node),
    optional: members
      .filter(({ questionToken }) => questionToken !== undefined)
      .map((member) => member.name.getText()),
  };
};

/**
 * Every string that is written anywhere in the rules and adapters, apart from where metrics are
 * declared.
 */
const stringsInUse = (): ReadonlySet<string> =>
  new Set(
    ['functions', 'shared']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(folder, file),
        ),
      )
      .filter(
        (file) =>
          file.endsWith('.ts') && ![ports, join('shared', 'lambda', 'metrics.ts')].includes(file),
      )
      .flatMap((file) => literalsIn(parse(join(root, file)))),
  );

/**
 * A metric, and the dimensions under which it is published: their names, sorted and joined by a
 * comma.
 */
export interface EmittedMetrics {
  readonly dimensionsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fields that stand beside a value in lines of figures. */
  readonly fieldsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Declared, but counted nowhere. */
  readonly idle: readonly string[];
}

/**
 * What the code writes by default: names by the ports and by who uses them, dimensions and fields
 * by running the counter.
 */
export const emittedMetrics = (): EmittedMetrics => {
  const used = stringsInUse();
  const dimensionsOf = new Map<string, Set<string>>();
  const fieldsOf = new Map<string, Set<string>>();
  const counter = createCounter(
    { stage: 'dev', isDetailed: false },
    (dimensions, values) => {
      const names = Object.keys(dimensions).sort().join(',');
      for (const name of values.keys())
        dimensionsOf.set(name, (dimensionsOf.get(name) ?? new Set()).add(names));
    },
    (of, values) => {
      for (const name of values.keys())
        for (const field of Object.keys(of))
          fieldsOf.set(name, (fieldsOf.get(name) ?? new Set()).add(field));
    },
  );
  const idle = (['Count', 'Gauge'] as const).flatMap((port) => {
    const { names, optional } = readPort(port);
    for (const name of names.filter((candidate) => used.has(candidate))) {
      for (const dimension of [undefined, ...optional]) {
        const metric = {
          name,
          value: 1,
          ...(dimension === undefined ? {} : { [dimension]: 'one' }),
          ...(dimension === 'needsPerson' ? { tenantId: 'one', needsPerson: true } : {}),
        };
        if (port === 'Count') counter.count(metric as Count);
        else counter.gauge(metric as Gauge);
      }
    }
    return names.filter((name) => !used.has(name));
  });
  counter.flush();
  return { dimensionsOf, fieldsOf, idle };
};
