/**
 * In brackets: whatever its maker put there, for an answer has to name it unchanged. Without: what
 * is clearly an id.
 */
const oneId = /(?:<(?<bracketed>[!-;=?-~]+)>|(?<bare>[!-;=?-~]+@[!-;=?-~]+))(?= |<|$)/y;

/**
 * Reads the message ids of a header like References, each with its angle brackets and one blank
 * between two.
 *
 * @returns undefined when it holds anything else
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
