import type { Diagnosed } from '../dead-letters/redrive.ts';
import type { RecipientState } from '../messages/recipient-state.ts';
import type { SuppressionEntry } from '../suppression/suppression-entry.ts';
import type { RecipientExplanation } from './explanation.ts';
import type { MailFacts } from './mail-facts.ts';
import { type Obstacle, obstaclesTo } from './obstacles.ts';

type Explained = Pick<RecipientExplanation, 'cause' | 'next' | 'command'>;

/** Why one recipient has the mail or has it not, and what comes next. */
export const explainRecipient = (
  facts: MailFacts,
  recipient: string,
  state: RecipientState,
  obstacles: readonly Obstacle[],
  nowMs: number,
): Explained => {
  switch (state) {
    case 'delivered':
      return said('its mail server took the mail', 'nothing');
    case 'complained':
      return said(
        'the mail arrived, and was reported as spam',
        'no more mail goes to this address',
        listCommand(facts, recipient),
      );
    case 'sent':
      return said('SES took the mail, and has not told of its end', 'SES tells of its end');
    case 'delayed':
      return said(reasonOf(facts, 'SES could not deliver it yet'), 'SES tries again, for hours');
    case 'bounced':
      return bounced(facts, recipient);
    case 'suppressed':
      return suppressed(facts, recipient);
    case 'held':
      return held(facts, obstacles);
    case 'expired':
      return said('its expiresAt passed before it could be sent', 'nothing: it is not sent');
    case 'rejected':
    case 'failed':
      return refused(facts);
    case 'sending':
      return sending(facts, nowMs);
    case 'waiting':
      return waiting(facts, obstacles);
    default:
      return state satisfies never;
  }
};

const said = (cause: string, next: string, command: string | null = null): Explained => ({
  cause,
  next,
  command,
});

const reasonOf = ({ status }: MailFacts, otherwise: string): string =>
  status === undefined || status.reasons.length === 0 ? otherwise : status.reasons.join(' · ');

const listCommand = ({ key }: MailFacts, recipient: string): string =>
  `ses-pipeline suppressions list --address ${recipient} --tenant ${key.tenantId}`;

const entriesFor = ({ suppressions }: MailFacts, recipient: string): readonly SuppressionEntry[] =>
  suppressions.kind === 'known'
    ? suppressions.fact.filter(({ address }) => address === recipient)
    : [];

const entryText = ({ reason, scope, detail, expiresAtMs }: SuppressionEntry): string =>
  `${reason} in ${scope} (${detail})${expiresAtMs === undefined ? '' : ` until ${iso(expiresAtMs)}`}`;

const bounced = (facts: MailFacts, recipient: string): Explained => {
  const cause = reasonOf(facts, 'it bounced');
  const entries = entriesFor(facts, recipient);
  if (entries.length > 0)
    return said(
      cause,
      `no more mail goes to this address: ${entries.map(entryText).join('; ')}`,
      listCommand(facts, recipient),
    );
  return said(
    cause,
    'nothing: this mail is not sent again; later mail goes to this address',
    listCommand(facts, recipient),
  );
};

const suppressed = (facts: MailFacts, recipient: string): Explained => {
  const entries = entriesFor(facts, recipient);
  return entries.length > 0
    ? said(
        entries.map(entryText).join('; '),
        'this mail is not sent to it',
        listCommand(facts, recipient),
      )
    : said(
        'it was suppressed when its turn came, and is not any more',
        'this mail is not sent to it; later mail is',
        listCommand(facts, recipient),
      );
};

const held = (facts: MailFacts, obstacles: readonly Obstacle[]): Explained => {
  const { key, held: copies, path } = facts;
  const cause = reasonOf(facts, 'it is held');
  if (copies.kind === 'known' && copies.fact.length === 0)
    return said(cause, 'it was released, and waits on its queue');
  const pause = [...obstacles, ...pausesOf(path)].find(({ kind }) => kind === 'paused');
  return said(
    cause,
    pause === undefined ? 'it waits until it is released' : `it waits: ${pause.text}`,
    pause?.command ?? `ses-pipeline release ${key.tenantId} --message ${key.messageId}`,
  );
};

/** Held mail does not wait on its queue, so its pauses are looked at by themselves. */
const pausesOf = (path: MailFacts['path']): readonly Obstacle[] =>
  obstaclesTo(path, { recipients: 0 }, 0).filter(({ kind }) => kind === 'paused');

const refused = (facts: MailFacts): Explained => {
  const { key, deadLetters, status } = facts;
  const remedy = status?.remedy ?? null;
  const cause = reasonOf(facts, 'it was refused');
  const letter = deadLetters.kind === 'known' ? deadLetters.fact[0] : undefined;
  if (letter === undefined)
    return said(cause, remedy ?? 'nothing: it is no dead letter, or no more, and is not sent');
  return said(
    cause,
    `${remedy ?? deadRemedy(letter) ?? 'mend the cause'}; then redrive it`,
    `ses-pipeline dead-letters redrive ${key.messageId}`,
  );
};

const deadRemedy = ({ diagnosis }: Diagnosed): string | undefined => diagnosis.remedy;

const sending = ({ progress }: MailFacts, nowMs: number): Explained => {
  const open = [...(progress?.leases ?? [])].filter(([part]) => !progress?.sent.has(part));
  const leaseMs = Math.max(0, ...open.map(([, untilMs]) => untilMs));
  if (leaseMs > nowMs) return said('a run of the sender has it', 'its outcome is recorded');
  const again = [...(progress?.unknownCalls.values() ?? [])].some((calls) => calls > 0);
  return said(
    `the answer of SES was lost${again ? ' again' : ''}, or the run ended: it is not known whether SES took it`,
    'an event of SES settles it; where none comes within the settle time it is sent again once, or held (docs/sending.md, mail of unknown outcome)',
  );
};

const waiting = (facts: MailFacts, obstacles: readonly Obstacle[]): Explained => {
  const tried = (facts.status?.attempts ?? 0) > 0;
  const [first] = obstacles.filter(({ kind }) => kind !== 'cannot-tell');
  if (first !== undefined)
    return said(
      first.text,
      first.untilMs === undefined
        ? 'it waits on its queue'
        : `it goes from ${iso(first.untilMs)} on`,
      first.command ?? null,
    );
  return said(
    tried ? 'SES did not take it, and it was put back on its queue' : 'it waits for its turn',
    'the sender takes it up by itself',
  );
};

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
