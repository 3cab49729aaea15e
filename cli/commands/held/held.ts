import type { HeldMail, ListHeld, ReleaseHeld } from '../../../shared/held/ports.ts';
import { type Pauses, pauseOf, pauserText } from '../../../shared/tenants/pauses.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { isStream } from '../../stream-option.ts';
import { type Column, createTable } from '../../terminal/table.ts';
import { isUnknownTenant, type KnowsTenant } from '../tenants/known-tenant.ts';

export interface ListHeldOptions {
  readonly tenant?: string;
  readonly stream?: string;
  readonly json?: boolean;
}

export interface ReleaseOptions {
  readonly stream?: string;
  /** Message id. */
  readonly message?: string;
  readonly json?: boolean;
}

export interface ListHeldIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly knowsTenant: KnowsTenant;
  readonly listHeld: ListHeld;
}

export interface ReleaseIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly findPauses: (tenantId: string) => Promise<Pauses>;
  readonly releaseHeld: ReleaseHeld;
}

/** Most unreadable objects that are named one by one. */
const mostNamed = 20;

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const toRow = ({ tenantId, stream, messageId, arrivedAtMs }: HeldMail) => ({
  tenantId,
  stream,
  messageId,
  arrivedAt: new Date(arrivedAtMs).toISOString(),
});

const columns: readonly Column<ReturnType<typeof toRow>>[] = [
  { title: 'ARRIVED', of: ({ arrivedAt }) => arrivedAt },
  { title: 'TENANT', of: ({ tenantId }) => tenantId },
  { title: 'STREAM', of: ({ stream }) => stream },
  { title: 'MESSAGE', of: ({ messageId }) => messageId },
];

/**
 * `ses-pipeline held list`: mail that waits until it is released, oldest first within each stream.
 *
 * @returns 0, also when there is none; 2 when there is no such stream; 3 when nothing is known of the
 *   tenant, or an object under `held/` does not have the name of held mail
 */
export const listHeldMail = async (options: ListHeldOptions, io: ListHeldIo): Promise<number> => {
  const { stream } = options;
  if (!(await isStream(stream, io))) return exitCodes.usage;
  if (stream !== undefined && options.tenant === undefined) {
    io.printError(
      '--stream needs --tenant, because held mail is stored by tenant, then by stream.',
    );
    return exitCodes.usage;
  }
  let count = 0;
  let unknown = 0;
  const tellUnknown = (name: string): void => {
    unknown += 1;
    if (unknown <= mostNamed) io.printError(printable(`${name} is not the name of held mail.`));
  };
  const table = createTable(columns, io);
  const selection = given({ tenantId: options.tenant, stream });
  for await (const mail of io.listHeld(selection, tellUnknown)) {
    if (options.json) io.print(JSON.stringify(toRow(mail)));
    else table.add(toRow(mail));
    count += 1;
  }
  table.end();
  if (unknown > 0) {
    io.printError(
      `${unknown} object${unknown === 1 ? '' : 's'} under held/ cannot be read and ${unknown === 1 ? 'is' : 'are'} left out: nothing releases such mail. Look at it in the payload bucket.`,
    );
    return exitCodes.wrong;
  }
  if (count > 0) return exitCodes.fine;
  if (await isUnknownTenant(options.tenant, io)) return exitCodes.wrong;
  if (!options.json) io.printError('No mail is held.');
  return exitCodes.fine;
};

/**
 * `ses-pipeline release TENANT`: puts held mail back on its queues, oldest first within each
 * stream.
 *
 * @returns 0; 2 when there is no such stream; 3 when the mail is paused and would be held again, or
 *   when there is none
 */
export const release = async (
  tenantId: string,
  options: ReleaseOptions,
  io: ReleaseIo,
): Promise<number> => {
  const { stream } = options;
  if (!(await isStream(stream, io))) return exitCodes.usage;
  const all = stream === undefined ? [...(await io.streams()).keys()] : [stream];
  const pauses = await io.findPauses(tenantId);
  const paused = all.flatMap((one) => {
    const pause = pauseOf(pauses, one);
    return pause === undefined ? [] : [`${one} (by ${pauserText[pause.by]}: ${pause.why})`];
  });
  if (paused.length > 0) {
    const others =
      paused.length < all.length ? ', or name a stream that is not paused with --stream' : '';
    io.printError(
      printable(
        `Nothing was released, because it would be held again. Paused: ${paused.join('; ')}. Resume first${others}.`,
      ),
    );
    return exitCodes.wrong;
  }
  const released = await io.releaseHeld({
    tenantId,
    ...given({ stream, messageId: options.message }),
  });
  if (options.json) io.print(JSON.stringify({ tenantId, released }));
  else if (released > 0) io.print(`${released} released`);
  else io.printError('No such mail is held.');
  return released > 0 ? exitCodes.fine : exitCodes.wrong;
};
