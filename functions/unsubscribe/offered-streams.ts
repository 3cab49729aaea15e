import { type Stream, type Streams, unsubscribedIn } from '../../shared/email/streams.ts';
import type { TenantForPeople } from '../../shared/tenants/tenant-for-people.ts';
import { type Language, words } from './words.ts';

/** A kind of mail that a recipient can leave. */
export interface OfferedStream {
  readonly name: Stream;
  /** Name for people in every language; undefined: the words of the language, else its name. */
  readonly title: string | undefined;
}

/** Bulk mail of every deployment; people can leave it whatever the deployment adds to mail. */
const always: readonly Stream[] = ['marketing', 'notifications'];

/**
 * Streams that a deployment lets people leave.
 *
 * @param titles - its names for people, by stream
 */
export const offeredStreams = (
  streams: Streams,
  titles: Readonly<Record<Stream, string>>,
): readonly OfferedStream[] =>
  [...new Set([...always, ...unsubscribedIn(streams)])].map((name) => ({
    name,
    title: titles[name],
  }));

/**
 * Streams of a tenant that the page of a subscription offers: those of the deployment without those
 * that the tenant's settings take out, by the names that they give. The subscription's own is always
 * among them, also when the deployment has it no more: mail keeps its link for years.
 */
export const offeredBy = (
  { streams = {} }: Pick<TenantForPeople, 'streams'>,
  deployed: readonly OfferedStream[],
  own: Stream,
): readonly OfferedStream[] => {
  const all = deployed.some(({ name }) => name === own)
    ? deployed
    : [{ name: own, title: undefined }, ...deployed];
  return all
    .filter(({ name }) => name === own || streams[name]?.offered !== false)
    .map(({ name, title }) => ({ name, title: streams[name]?.title ?? title }));
};

/** Name of a stream for people. */
export const titleOf = ({ name, title }: OfferedStream, language: Language): string => {
  const kinds: Readonly<Record<string, string>> = words[language].kinds;
  const known = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  return title ?? known ?? spelledOut(name);
};

const spelledOut = (name: string): string =>
  name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
