/** Text in which everything that came from outside is escaped already. */
export interface Markup {
  readonly markup: string;
}

/** What may be put into markup: text is escaped, markup is not, nothing leaves nothing. */
export type MarkupContent =
  | Markup
  | string
  | number
  | boolean
  | undefined
  | readonly MarkupContent[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
};

/** Control characters and the two others that XML 1.0 knows in no form. */
const notXml = /[[\p{Cc}\ufffe\uffff]--[\t\n\r]]/gv;

/**
 * For text and for attribute values, in HTML and in XML, whose readers would turn a bare carriage
 * return into a line feed.
 */
export const escapeMarkup = (text: string): string =>
  text
    .toWellFormed()
    .replace(notXml, '\ufffd')
    .replace(/[&<>"'\r]/g, (character) => entities[character] ?? character);

const toMarkup = (content: MarkupContent): string => {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escapeMarkup(String(content));
  return 'markup' in content ? content.markup : content.map(toMarkup).join('');
};

/** An XML element; a name is only ever written in the code, never taken from outside. */
export const element = (name: string, ...content: readonly MarkupContent[]): Markup => ({
  markup: `<${name}>${content.map(toMarkup).join('')}</${name}>`,
});

/** A template literal whose values are escaped. */
export const html = (
  strings: TemplateStringsArray,
  ...values: readonly MarkupContent[]
): Markup => ({
  markup: strings.reduce((text, string, index) => text + toMarkup(values[index - 1]) + string),
});
