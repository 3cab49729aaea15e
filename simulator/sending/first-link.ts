import { changeHtmlParts } from './html-parts.ts';

const linkForm = /<a\b[^>]*?\shref\s*=\s*["']?(https?:\/\/[^"'\s>]+)/i;

/** The first http or https link in the HTML bodies of a message; undefined when there is none. */
export const firstLink = (mime: Buffer): string | undefined => {
  let found: string | undefined;
  changeHtmlParts(mime, (html) => {
    found ??= linkForm.exec(html)?.[1]?.replaceAll('&amp;', '&');
    return html;
  });
  return found;
};
