/**
 * An event whose path is read to its end. API Gateway hands paths over decoded, and the adapter puts
 * them into a URL as they are: there a `?` or `#` of an address would end the path, and a line break
 * would vanish. A path that is still encoded has none of them, and stays.
 */
export const withWholePath = <Event extends object>(event: Event): Event =>
  'rawPath' in event && typeof event.rawPath === 'string'
    ? { ...event, rawPath: event.rawPath.replaceAll(unsafe, encode) }
    : event;

/** What a URL does not keep in its path: `?`, `#`, what does not show, and `%` of no encoding. */
const unsafe = /[^!-~]|[?#\\]|%(?![0-9A-Fa-f]{2})/gu;

const encode = (character: string): string => encodeURIComponent(character.toWellFormed());
