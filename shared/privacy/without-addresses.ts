/**
 * An address without quotes. The match starts only where a word starts; otherwise the search would
 * start at every letter of a long word, in quadratic time.
 */
const addressLike = /(?<![^\s<>,;:"()[\]])[^\s<>,;:"()[\]]*@[^\s<>,;:"()[\]]+/g;
const quotedLocalPart = /"[^"]*"@[^\s<>,;]+/g;

/** The text with `<address>` in place of everything that looks like an address. */
export const withoutAddresses = (text: string): string =>
  text.replace(quotedLocalPart, '<address>').replace(addressLike, '<address>');
