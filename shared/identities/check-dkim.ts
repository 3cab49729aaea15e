import { dnsName } from './dns-names.ts';
import { asAbsent, asDifferent, asFound, asUnanswered } from './judgements.ts';
import { findMisplaced, misplacedText } from './misplaced-record.ts';
import type { AskDns, RecordJudgement, WantedRecord } from './ports.ts';
import { readDkimKey } from './read-dkim-key.ts';

/** Judges one of the three CNAME records of Easy DKIM by itself. */
export const checkDkim = async (record: WantedRecord, ask: AskDns): Promise<RecordJudgement> => {
  const answer = await ask(record.name, 'CNAME');
  switch (answer.kind) {
    case 'unanswered':
      return asUnanswered(record, answer.why);
    case 'absent':
      return checkMissing(record, ask);
    case 'found':
      return checkTarget(record, answer.values.map(dnsName), ask);
    default:
      return answer satisfies never;
  }
};

const checkTarget = async (
  record: WantedRecord,
  targets: readonly string[],
  ask: AskDns,
): Promise<RecordJudgement> => {
  const [target = ''] = targets;
  if (targets.length > 1)
    return asDifferent(
      record,
      targets,
      'A name can have one CNAME record only, and this one has several.',
      `Keep ${record.value} and remove the others.`,
    );
  if (target === record.value) return asFound(record, targets, await keyNotes(record, ask));
  if (await leadsTo(record.value, target, ask))
    return asFound(record, targets, [
      `It leads to ${record.value} by way of ${target}. If SES does not verify it, let it lead there itself.`,
    ]);
  const isWildcard = await answersAnything(record.name, target, ask);
  return asDifferent(
    record,
    targets,
    isWildcard
      ? 'A wildcard record (*) answers in its place: the record itself is not there.'
      : differenceOf(record.value, target),
    `Change the value to ${record.value}`,
  );
};

/** What SES publishes there. Only a key that is in use has to be there. */
const keyNotes = async ({ name, value }: WantedRecord, ask: AskDns): Promise<readonly string[]> => {
  const bits = await dkimKeyBits(value, ask);
  const domain = name.replace(/^[^.]+\._domainkey\./, '');
  return bits !== undefined && bits < 2048
    ? [
        `The key has ${bits} bits; 2048 are better: aws sesv2 put-email-identity-dkim-signing-attributes --email-identity ${domain} --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT`,
      ]
    : [];
};

/** Length of the RSA key at a name; undefined when there is none, or no answer. */
const dkimKeyBits = async (name: string, ask: AskDns): Promise<number | undefined> => {
  const answer = await ask(name, 'TXT');
  if (answer.kind !== 'found') return undefined;
  for (const text of answer.values) {
    const reading = readDkimKey(text);
    if (reading.kind === 'key' && reading.bits !== undefined) return reading.bits;
  }
  return undefined;
};

/** Longest chain of CNAME records that is followed. */
const longestChain = 5;

const leadsTo = async (wanted: string, first: string, ask: AskDns): Promise<boolean> => {
  let name = first;
  for (let step = 0; step < longestChain; step += 1) {
    const answer = await ask(name, 'CNAME');
    const next = answer.kind === 'found' ? answer.values[0] : undefined;
    if (next === undefined) return false;
    name = dnsName(next);
    if (name === wanted) return true;
  }
  return false;
};

/** Whether a name that nobody has entered gets the same answer. */
const answersAnything = async (name: string, target: string, ask: AskDns): Promise<boolean> => {
  const beside = `ses-pipeline-no-such-record${name.slice(name.indexOf('.'))}`;
  const answer = await ask(beside, 'CNAME');
  return answer.kind === 'found' && answer.values.some((value) => dnsName(value) === target);
};

const differenceOf = (wanted: string, target: string): string => {
  const [token = ''] = wanted.split('.');
  if (target.startsWith(`${wanted}.`))
    return 'The provider added the zone to the value: it must end in a dot there.';
  if (target.startsWith(`${token}.dkim.`) && target.endsWith('amazonses.com'))
    return 'It leads to the keys of another region.';
  return target.endsWith('amazonses.com')
    ? 'It leads to a key of another identity, or of one that was deleted and made again.'
    : 'It leads elsewhere.';
};

const checkMissing = async (record: WantedRecord, ask: AskDns): Promise<RecordJudgement> => {
  const texts = await ask(record.name, 'TXT');
  if (texts.kind === 'found')
    return asDifferent(
      record,
      texts.values,
      texts.values.some((text) => readDkimKey(text).kind !== 'unreadable')
        ? 'The key itself is there instead of the CNAME record: the provider flattens it, or it was copied. SES then cannot rotate it.'
        : 'A TXT record is there instead of the CNAME record.',
      `Remove it, and add ${record.name} CNAME ${record.value}; switch off flattening (a proxy) for it.`,
    );
  const misplaced = await findMisplaced(
    record.name,
    'CNAME',
    (value) => dnsName(value) === record.value,
    ask,
  );
  if (misplaced === undefined) return asAbsent(record, 'There is no such record.');
  const { problem, remedy } = misplacedText(misplaced);
  return asDifferent(record, [`${misplaced.at} CNAME ${record.value}`], problem, remedy);
};
