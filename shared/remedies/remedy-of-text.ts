import { type ErrorFacts, findRemedy, remedyNamed } from './find-remedy.ts';
import type { Origin, Remedy } from './remedy.ts';
import { remedyOfBounce, smtpCodesOf } from './remedy-of-bounce.ts';

/**
 * The entry of an error as a person pastes it: a line of a log, a reply of a server, an exception of
 * an SDK, a bounce. Undefined when the table does not know it.
 */
export const remedyOfText = (text: string): Remedy | undefined => {
  const looked = text.slice(0, longestText).trim();
  const byError = () => findRemedy(factsOfText(looked));
  const byBounce = () => ofBounce(looked);
  // A server of a recipient gives enhanced codes; SES's own endpoint gives none.
  return isOfReceiver(looked) ? (byBounce() ?? byError()) : (byError() ?? byBounce());
};

/** Characters that are looked at. */
const longestText = 10_000;

/** Whether it is certainly what a recipient's server said. */
const isOfReceiver = (text: string): boolean =>
  /^(?:smtp|x-unix); ?/i.test(text) || (hasReply(text) && hasEnhancedCode(text));

/** Whether it holds a reply of SMTP, and not only a number that looks like a code. */
const hasReply = (text: string): boolean =>
  !/^SMTP \d{3}/.test(text) &&
  (/^(?:status:? ?)?[45]\.\d{1,3}\.\d{1,3}\b/i.test(text) ||
    smtpCodesOf(text).some((code) => /^\d{3}$/.test(code)));

const hasEnhancedCode = (text: string): boolean =>
  smtpCodesOf(text).some((code) => code.startsWith('x.'));

const ofBounce = (text: string): Remedy | undefined => {
  const reason = reasonIn(text);
  if (reason === undefined && !hasReply(text) && !/suppression list for your/.test(text))
    return undefined;
  const found = remedyOfBounce({ reason, diagnostic: text });
  return found === undefined ? undefined : remedyNamed(found.key);
};

/** SES's type of the event, as the pipeline or an event writes it. */
const reasonIn = (text: string): string | undefined => {
  const [, named] =
    /^(?:bounce|complaint|reject|deliveryDelay|renderingFailure): ([\w/ ]{1,80})/.exec(text) ?? [
      undefined,
      undefined,
    ];
  const [, type, subtype] =
    /"bounceType": ?"(\w{1,40})".{0,80}?"bounceSubType": ?"(\w{1,40})"/s.exec(text) ?? [];
  const pair = /\b(?:Permanent|Transient|Undetermined)\/\w{1,40}/.exec(text)?.[0];
  const given = type === undefined ? undefined : `${type}/${subtype}`;
  return given ?? pair ?? named?.trim();
};

/** What a text tells: every word that may be a code, each part that may be the message. */
const factsOfText = (text: string): ErrorFacts => ({
  origin: originIn(text),
  codes: codesIn(text),
  texts: partsOf(text),
  status: statusIn(text),
});

const codesIn = (text: string): readonly string[] => [
  ...[...text.matchAll(/([A-Za-z_][\w.#-]{2,80})(["')]?:|["')<]|$)?/g)]
    .map(([, word = '', end]): readonly [string, boolean] => [
      word.replace(/[.-]+$/, ''),
      end !== undefined,
    ])
    .filter(([word, isEnded]) => isEnded || isCompound(word))
    .map(([word]) => word),
  ...sentences.filter(([form]) => form.test(text)).map(([, code]) => code),
];

/** Whether a word is certainly the name of an error, and no word of a sentence. */
const isCompound = (word: string): boolean => /[a-z][A-Z]|[A-Z]{2}|[\w][_.#-]\w/.test(word);

/** Sentences that come with a code, for where it was left out, as by SES's SMTP endpoint. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^(?:554[ -])?message rejected\b|\b554[ -]message rejected\b/i, 'MessageRejected'],
  [/email address is not verified|\bsending paused for this account/i, 'MessageRejected'],
  [/\bis not authorized to perform\b/i, 'AccessDenied'],
  [/maximum sending rate exceeded|daily message quota exceeded/i, 'Throttling'],
];

/** The text, and what follows each of its first colons; texts in quotes, as in JSON. */
const partsOf = (text: string): readonly string[] => {
  const after = [...text.matchAll(/: (?=\S)/g)]
    .slice(0, 12)
    .map(({ index }) => text.slice(index + 2));
  const quoted = [...text.matchAll(/["'>]([^"'<>]{4,400})["'<]/g)]
    .slice(0, 20)
    .map(([, inner = '']) => inner);
  return [text, ...after, ...quoted];
};

const statusIn = (text: string): number | undefined => {
  const status = /\bHTTP(?:\/1\.1)? ?(?:status )?(4\d\d)\b/i.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** Operations, by the service that has them. */
const operations: readonly (readonly [RegExp, Origin])[] = [
  [/^AssumeRole|CallerIdentity/, 'sts'],
  [/^(?:Send|Receive|Delete|ChangeMessageVisibility|Get|List|Purge)(?:Message|Queue)/, 'sqs'],
  [
    /Email|ConfigurationSet|SendQuota|SendStatistics|Suppress|^GetAccount|Dkim|Identit|^Verify|Tenant/,
    'ses',
  ],
  [/^Publish|Topic|^(?:Un)?[Ss]ubscribe|Subscription/, 'sns'],
  [/Item$|^Query$|^Scan$|Table$/, 'dynamodb'],
  [/Encrypt|Decrypt|DataKey/, 'kms'],
  [/Object|Bucket/, 's3'],
  [/Stack|ChangeSet/, 'cloudformation'],
  [/^Invoke|Function|EventSourceMapping/, 'lambda'],
];

const services: ReadonlyMap<string, Origin> = new Map([
  ...(
    ['ses', 'sqs', 'sns', 'dynamodb', 'kms', 's3', 'sts', 'lambda', 'cloudformation'] as const
  ).map((name): [string, Origin] => [name, name]),
  ['sesv2', 'ses'],
  ['email', 'ses'],
  ['iam', 'sts'],
]);

const originIn = (text: string): Origin | undefined => {
  const operation = /\bcalling the (\w{3,60}) operation\b/.exec(text)?.[1];
  const named =
    /\bperform:? [`'"]?([a-z0-9]{2,20}):/i.exec(text)?.[1] ??
    /\bcom\.amazonaws\.([a-z0-9]{2,20})\b/.exec(text)?.[1] ??
    /\barn:aws:([a-z0-9]{2,20}):/.exec(text)?.[1] ??
    /^(way-out|SES)\b/i.exec(text)?.[1];
  return (
    operations.find(([form]) => operation !== undefined && form.test(operation))?.[1] ??
    (named?.toLowerCase() === 'way-out' ? 'way-out' : undefined) ??
    services.get(named?.toLowerCase() ?? '') ??
    (sesWords.test(text) ? 'ses' : undefined)
  );
};

/** Words that only SES says. */
const sesWords =
  /sending rate exceeded|daily message quota|\bSES\b|address is not verified|sending paused for this/i;
