import { envelopeAddress } from './address.ts';
import { writeHeader } from './write-header.ts';

/**
 * Problems with a message's own headers; the schema checks their characters and lengths.
 *
 * @see RFC 8058 section 3.1 for one-click unsubscribe
 */
export const headerRules = (headers: Readonly<Record<string, string>>): readonly string[] => {
  const names = Object.keys(headers);
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted);
  const unsubscribe = find('list-unsubscribe');
  const hasHttps = unsubscribe !== undefined && /<https:/i.test(headers[unsubscribe] ?? '');
  return [
    ...Object.entries(headers).flatMap(([name, value]) => {
      const reason = reasonFor(name, value);
      return reason === undefined ? [] : [`headers.${name}: ${reason}`];
    }),
    ...repeatedNames(names).map(
      (name) => `headers.${name}: is given twice in different case; keep one`,
    ),
    ...(find('list-unsubscribe-post') !== undefined && !hasHttps
      ? [
          'headers.List-Unsubscribe-Post: needs a List-Unsubscribe with an https address beside it; add it',
        ]
      : []),
  ];
};

const reasonFor = (name: string, value: string): string | undefined => {
  const lower = name.toLowerCase();
  if (lower.startsWith('x-ses-'))
    return 'steers SES and is the pipeline’s to set; use stream and tags';
  if (lower.startsWith('content-')) return 'is set when the mail is built; remove it';
  const header = writeHeader(name, value);
  return header.kind === 'unfit' ? header.problem : undefined;
};

/** Names that occur twice regardless of case; each once. */
const repeatedNames = (names: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return names.filter((name) => {
    const lower = name.toLowerCase();
    const isRepeated = seen.has(lower);
    seen.add(lower);
    return isRepeated;
  });
};

/** Problems with a message's tags; the schema checks their characters and lengths. */
export const tagRules = (tags: Readonly<Record<string, string>>): readonly string[] => [
  ...Object.keys(tags).flatMap((name) =>
    /^pipeline-/i.test(name)
      ? [`tags.${name}: is a name the pipeline uses itself; choose another`]
      : [],
  ),
  ...Object.entries(tags).flatMap(([name, value]) =>
    envelopeAddress(value) !== undefined
      ? [`tags.${name}: is an e-mail address; tags reach metrics and logs, so use an id instead`]
      : [],
  ),
];
