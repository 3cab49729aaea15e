/** What the door has counted since it started. */
export interface DoorCounts {
  readonly add: (name: CountName, label?: string) => void;
  readonly read: () => ReadonlyMap<CountName, ReadonlyMap<string, number>>;
}

/** Name of each count, and of its label. Labels are codes and reasons of the door, never a client's. */
const countNames = {
  connections: { help: 'Connections that were accepted.', label: 'port' },
  refused_connections: { help: 'Connections that were refused.', label: 'reason' },
  closed_connections: { help: 'Connections that the door closed.', label: 'reason' },
  logins: { help: 'Logins, by their outcome.', label: 'outcome' },
  mails: { help: 'Mails, by the code of the reply.', label: 'code' },
  tls_failures: {
    help: 'Connections that failed, most of them in their TLS handshake.',
    label: undefined,
  },
} as const;

export type CountName = keyof typeof countNames;

export const doorCounts = (): DoorCounts => {
  const counts = new Map<CountName, Map<string, number>>();
  return {
    add: (name, label = '') => {
      const labels = counts.get(name) ?? new Map<string, number>();
      labels.set(label, (labels.get(label) ?? 0) + 1);
      counts.set(name, labels);
    },
    read: () => counts,
  };
};

/** What the door holds now. */
export interface DoorGauges {
  readonly connections: number;
  readonly mails: number;
  readonly bufferedBytes: number;
}

const gaugeHelp: Readonly<Record<keyof DoorGauges, readonly [name: string, help: string]>> = {
  connections: ['open_connections', 'Connections that are open.'],
  mails: ['mails_under_way', 'Mails that are received or put on their queue.'],
  bufferedBytes: ['buffered_bytes', 'Bytes of mails in memory.'],
};

const prefix = 'ses_pipeline_smtp_';

/**
 * Counts and gauges in Prometheus's text format.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const metricsText = (counts: DoorCounts, gauges: DoorGauges): string => {
  const read = counts.read();
  const lines: string[] = [];
  for (const [name, { help, label }] of entriesOf(countNames)) {
    const full = `${prefix}${name}_total`;
    lines.push(`# HELP ${full} ${help}`, `# TYPE ${full} counter`);
    for (const [value, count] of read.get(name) ?? [])
      lines.push(`${full}${label === undefined ? '' : `{${label}="${value}"}`} ${count}`);
  }
  for (const [gauge, [name, help]] of entriesOf(gaugeHelp))
    lines.push(
      `# HELP ${prefix}${name} ${help}`,
      `# TYPE ${prefix}${name} gauge`,
      `${prefix}${name} ${gauges[gauge]}`,
    );
  return `${lines.join('\n')}\n`;
};

const entriesOf = <Name extends string, Value>(
  record: Readonly<Record<Name, Value>>,
): readonly (readonly [Name, Value])[] =>
  Object.keys(record).flatMap((name) => (isNameOf(record, name) ? [[name, record[name]]] : []));

const isNameOf = <Name extends string>(
  record: Readonly<Record<Name, unknown>>,
  name: string,
): name is Name => Object.hasOwn(record, name);
