import type { ValidMessage } from '../email/valid-message.ts';
import { obstaclesTo } from '../following/obstacles.ts';
import type { Known, PathFacts } from '../following/path-facts.ts';
import type { SuppressionEntry } from '../suppression/suppression-entry.ts';

/** What is known now of that which may have stopped a mail. */
export interface CauseFacts {
  readonly path: PathFacts;
  /** Suppressions in force of its recipients. */
  readonly suppressions: Known<readonly SuppressionEntry[]>;
  /** Identities that SES sends for, in lower case: domains and addresses. */
  readonly identities: Known<readonly string[]>;
  /** Names of the templates of the account. */
  readonly templates: Known<readonly string[]>;
}

/**
 * Causes that stand as they stood when the mail became a dead letter, so that a redrive would only
 * fail, or hold the mail, again. What cannot be told stops no redrive.
 *
 * @param reasons - those of the dead letter: SES is believed to lack only what it said it lacked
 */
export const lastingCauses = (
  mail: ValidMessage,
  reasons: readonly string[],
  facts: CauseFacts,
  nowMs: number,
): readonly string[] => [
  ...pauses(facts.path, nowMs),
  ...suppressed(mail, facts),
  ...unverified(mail, reasons, facts),
  ...withoutTemplate(mail, reasons, facts),
];

const pauses = (path: PathFacts, nowMs: number): readonly string[] =>
  obstaclesTo(path, { recipients: 0 }, nowMs)
    .filter(({ kind }) => kind === 'paused')
    .map(({ text, command }) => `it would be held: ${text}; first npx ${command}`);

const suppressed = ({ recipients }: ValidMessage, { suppressions }: CauseFacts) => {
  if (suppressions.kind === 'cannot-tell') return [];
  const addresses = new Set(suppressions.fact.map(({ address }) => address));
  return recipients.length > 0 && recipients.every(({ canonical }) => addresses.has(canonical))
    ? ['it would not be sent: all of its recipients are suppressed; see suppressions list']
    : [];
};

const unverified = (
  { from }: ValidMessage,
  reasons: readonly string[],
  { identities }: CauseFacts,
): readonly string[] => {
  if (identities.kind === 'cannot-tell' || from === undefined) return [];
  if (!reasons.some((reason) => /not verified/i.test(reason))) return [];
  const [, domain = ''] = /@([^@]+)$/.exec(from.canonical) ?? [];
  // SES sends for each subdomain of a verified domain.
  const names = [
    from.canonical,
    ...domain.split('.').map((_, index, labels) => labels.slice(index).join('.')),
  ];
  return names.some((name) => identities.fact.includes(name))
    ? []
    : [`its sender is still not verified: npx ses-pipeline identity check ${domain}`];
};

const withoutTemplate = (
  { content }: ValidMessage,
  reasons: readonly string[],
  { templates }: CauseFacts,
): readonly string[] => {
  if (templates.kind === 'cannot-tell' || content.kind !== 'template') return [];
  if (!('name' in content.template) || !reasons.some((reason) => /template/i.test(reason)))
    return [];
  return templates.fact.includes(content.template.name)
    ? []
    : ['its template still does not exist in SES: create it, or mend its name'];
};
