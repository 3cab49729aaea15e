import { basicNames, type Stream } from '../../../shared/email/streams.ts';
import { secretPlaceholder } from '../../../shared/tenants/credentials.ts';
import type {
  StoredWayOut,
  WayOutMode,
  WaysOut,
} from '../../../shared/way-out/way-out-settings.ts';
import type { CommandIo } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** A way out as readers may see it. */
const shown = ({ password, since, ...wayOut }: StoredWayOut) => ({
  ...wayOut,
  since: iso(since),
  ...(password === undefined ? {} : { password: secretPlaceholder }),
});

/** What a mode means while SES works, and while it takes no mail. */
const modeText: Readonly<Record<WayOutMode, string>> = {
  auto: 'takes mail when SES refuses it for good',
  use: 'takes all mail, by an operator’s word',
  stop: 'takes no mail, by an operator’s word',
};

/** Shows a way out after a change; undefined: it was removed. */
export const showOne = (
  stream: Stream,
  wayOut: StoredWayOut | undefined,
  json: boolean,
  io: CommandIo,
): void => {
  if (json)
    io.print(JSON.stringify({ stream, wayOut: wayOut === undefined ? null : shown(wayOut) }));
  else if (wayOut === undefined) io.print(`${stream}  removed`);
  else printDetails([{ text: stream }], detailsOf(wayOut), io);
};

export const showAll = ({ waysOut = {}, sesStopped }: WaysOut, json: boolean, io: CommandIo) => {
  if (json) {
    const all = Object.fromEntries(
      Object.entries(waysOut).map(([stream, wayOut]) => [stream, shown(wayOut)]),
    );
    const stopped = sesStopped && { since: iso(sesStopped.since), why: sesStopped.why };
    io.print(JSON.stringify({ waysOut: all, sesStopped: stopped ?? null }));
    return;
  }
  io.print(
    sesStopped === undefined
      ? 'SES takes mail of the account.'
      : `SES takes no mail of the account since ${iso(sesStopped.since)}: ${sesStopped.why}.`,
  );
  for (const stream of new Set([...basicNames, ...Object.keys(waysOut)])) {
    const wayOut = waysOut[stream];
    if (wayOut === undefined) io.print(`${stream}  no way out`);
    else printDetails([{ text: stream }], detailsOf(wayOut), io);
  }
};

const detailsOf = ({
  host,
  port,
  security,
  user,
  from,
  ratePerSecond,
  perDay,
  mode,
  since,
  why,
}: StoredWayOut): readonly Detail[] => [
  { label: 'server', text: `${host}:${port} ${security}` },
  ...(user === undefined ? [] : [{ label: 'user', text: `${user}, password not shown` }]),
  { label: 'from', text: from },
  {
    label: 'rate',
    text: `${ratePerSecond} a second${perDay === undefined ? '' : `, ${perDay} a day`}`,
  },
  { label: 'mode', text: `${mode}: ${modeText[mode]}` },
  { label: 'since', text: `${iso(since)}${why === undefined ? '' : `, ${why}`}` },
];
