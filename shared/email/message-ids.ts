/**
 * One message id. In brackets anything is taken, because a reply must name it unchanged; without
 * brackets only what is clearly an id.
 */
const oneId = /(?:<(?<bracketed>[!-;=?-~]+)>|(?<bare>[!-;=?-~]+@[!-;=?-~]+))(?= |<|$)/y;

/**
 * Reads the message ids of a header like References; writes each in angle brackets, separated by a
 * space.
 *
 * @returns undefined when it contains anything else
 * @see RFC 5322 section 3.6.4
 */
export const readMessageIds = (value: string): string | undefined => {
  const ids: string[] = [];
  for (let at = 0; at < value.length; ) {
    if (value[at] === ' ') {
      at += 1;
      continue;
    }
    oneId.lastIndex = at;
    const found = oneId.exec(value);
    const id = found?.groups?.bracketed ?? found?.groups?.bare;
    if (id === undefined) return undefined;
    ids.push(`<${id}>`);
    at = oneId.lastIndex;
  }
  return ids.length === 0 ? undefined : ids.join(' ');
};
