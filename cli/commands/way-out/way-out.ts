import type { Stream } from '../../../shared/email/streams.ts';
import type { SecretBox } from '../../../shared/secrets/ports.ts';
import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import {
  inMode,
  problemsOf,
  type WayOutWish,
  wishedWayOut,
} from '../../../shared/way-out/change-way-out.ts';
import type { WaysOutBook } from '../../../shared/way-out/ports.ts';
import {
  contextOfPassword,
  type StoredWayOut,
  type WayOutMode,
} from '../../../shared/way-out/way-out-settings.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { isStream } from '../../stream-option.ts';
import { showAll, showOne } from './show-way-out.ts';

export interface WayOutIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly book: WaysOutBook;
  readonly seal: SecretBox['seal'];
  /** Undefined when it was broken off. */
  readonly readPassword: () => Promise<string | undefined>;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface WayOutOptions {
  readonly stream: string;
  readonly json?: boolean;
}

export interface SetOptions extends WayOutOptions {
  readonly host: string;
  readonly port: string;
  readonly security: string;
  readonly user?: string;
  readonly from: string;
  readonly rate: string;
  readonly perDay?: string;
}

export interface ModeOptions extends WayOutOptions {
  readonly why?: string;
}

/** Sets the back-up SMTP provider of a stream; its password is read, never given as an option. */
export const setWayOut = async (options: SetOptions, io: WayOutIo): Promise<number> => {
  const stream = await streamOf(options, io);
  if (stream === undefined) return exitCodes.usage;
  const wish = wishOf(options);
  const problems = problemsOf(wish);
  for (const problem of problems) io.printError(problem);
  if (problems.length > 0) return exitCodes.wrong;
  const password = wish.user === undefined ? undefined : await io.readPassword();
  if (wish.user !== undefined && (password === undefined || password === '')) {
    io.printError('No password was given; nothing is changed.');
    return exitCodes.usage;
  }
  return guarded(io, async () => {
    const sealed = password && (await io.seal(password, contextOfPassword));
    return change(stream, options, io, (before) => wishedWayOut(wish, sealed, before, io.now()));
  });
};

/** Says whether mail of a stream goes by its way out. */
export const switchWayOut = async (
  mode: WayOutMode,
  options: ModeOptions,
  io: WayOutIo,
): Promise<number> => {
  const stream = await streamOf(options, io);
  if (stream === undefined) return exitCodes.usage;
  return guarded(io, () =>
    change(stream, options, io, (before) =>
      before === undefined ? 'absent' : inMode(before, mode, options.why, io.now()),
    ),
  );
};

/** Forgets the way out of a stream. What it was sent stays sent. */
export const removeWayOut = async (options: WayOutOptions, io: WayOutIo): Promise<number> => {
  const stream = await streamOf(options, io);
  if (stream === undefined) return exitCodes.usage;
  return guarded(io, () =>
    change(stream, options, io, (before) => (before === undefined ? 'absent' : undefined)),
  );
};

/** Shows the ways out, without their passwords, and whether SES takes mail. */
export const showWaysOut = ({ json = false }: { readonly json?: boolean }, io: WayOutIo) =>
  guarded(io, async () => {
    showAll(await io.book.read(), json, io);
    return exitCodes.fine;
  });

const streamOf = async ({ stream }: WayOutOptions, io: WayOutIo): Promise<Stream | undefined> =>
  (await isStream(stream, io)) ? stream : undefined;

const wishOf = ({ host, port, security, user, from, rate, perDay }: SetOptions): WayOutWish => ({
  host,
  port: Number(port),
  security,
  user,
  from,
  ratePerSecond: Number(rate),
  perDay: perDay === undefined ? undefined : Number(perDay),
});

/** Most attempts to write. People write, so more conflicts have another cause. */
const attempts = 4;

type Changed = StoredWayOut | undefined | 'absent';

const change = async (
  stream: Stream,
  { json = false }: WayOutOptions,
  io: WayOutIo,
  plan: (before: StoredWayOut | undefined) => Changed,
): Promise<number> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await io.book.read();
    const { [stream]: known, ...others } = before.waysOut ?? {};
    const changed = plan(known);
    if (changed === 'absent') {
      io.printError(`Stream ${stream} has no way out. Set one first: ses-pipeline way-out set`);
      return exitCodes.wrong;
    }
    const waysOut = changed === undefined ? others : { ...others, [stream]: changed };
    if (!(await io.book.write(before, waysOut))) continue;
    showOne(stream, changed, json, io);
    return exitCodes.fine;
  }
  io.printError('Others keep changing the ways out. Look at them, then try again.');
  return exitCodes.failed;
};

const guarded = (io: CommandIo, work: () => Promise<number>): Promise<number> =>
  work().catch((error: unknown) => {
    if (!(error instanceof UnreadableItem || error instanceof SecretFailure)) throw error;
    io.printError(error.message);
    return error instanceof UnreadableItem ? exitCodes.wrong : exitCodes.failed;
  });
