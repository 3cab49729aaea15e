/** It begins where a word begins, or it would be looked for from each letter of a long one. */
const addressLike = /(?<![^\s<>,;:"()[\]])[^\s<>,;:"()[\]]*@[^\s<>,;:"()[\]]+/g;
const quotedLocalPart = /"[^"]*"@[^\s<>,;]+/g;

/** The text with everything that looks like an address taken out. */
export const withoutAddresses = (text: string): string =>
  text.replace(quotedLocalPart, '<address>').replace(addressLike, '<address>');
