/** Text in which everything from outside is escaped. */
export interface Markup {
  readonly markup: string;
}

/** Content of markup: text is escaped, markup is not, and undefined leaves nothing. */
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

/** Characters that XML 1.0 does not allow in any form: control characters and two others. */
const notXml = /[[\p{Cc}\ufffe\uffff]--[\t\n\r]]/gv;

/**
 * Escapes text for content and attribute values of HTML and XML, whose readers would turn a bare
 * carriage return into a line feed.
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

/** An XML element. The name must come from the code, never from outside. */
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
