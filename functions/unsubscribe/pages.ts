import { html } from 'hono/html';
import type { Stream } from '../../shared/email/streams.ts';
import { type OfferedStream, titleOf } from './offered-streams.ts';
import { type Language, words } from './words.ts';

/** What a page is about. */
export interface PageFacts {
  readonly language: Language;
  /** Tenant's name as people know it. */
  readonly name: string;
  readonly stream: Stream;
  /** Streams that can be chosen. */
  readonly offered: readonly OfferedStream[];
  /** Streams whose mail does not come any more. */
  readonly left: ReadonlySet<Stream>;
}

/** What a page says first. */
export type Moment = 'ask' | 'left' | 'backAgain' | 'saved';

/** A page: HTML that needs no script, no cookie and nothing from elsewhere. */
export type Page = Promise<string>;

const style =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}button{font:inherit;padding:.6rem 1.2rem;border:2px solid #0b5394;border-radius:.4rem;background:#0b5394;color:#fff}button:focus-visible,input:focus-visible{outline:3px solid #f1a33c;outline-offset:2px}fieldset{border:1px solid #767676;border-radius:.4rem;margin-top:2.5rem}label{display:block;padding:.3rem 0}';

const document = (language: Language, title: string, body: unknown): Page =>
  Promise.resolve(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main>${body}</main></body>
</html>
`).then(String);

/** The page of a subscription: its question, or what has just been done, and all that can be chosen. */
export const subscriptionPage = (moment: Moment, facts: PageFacts): Page => {
  const { language, stream, offered, left } = facts;
  const own = words[language];
  const fill = filler(facts);
  const hasLeft = left.has(stream);
  const heading = fill(own[moment]);
  return document(
    language,
    heading,
    html`<h1>${heading}</h1>
<p>${own.stillComes}</p>
<form method="post"><button name="action" value="${hasLeft ? 'return' : 'leave'}">${
      hasLeft ? own.comeBack : own.leave
    }</button></form>
<form method="post"><fieldset><legend>${fill(own.choose)}</legend>
${offered.map(
  (one) =>
    html`<label><input type="checkbox" name="stream" value="${one.name}"${
      left.has(one.name) ? '' : html` checked`
    }> ${titleOf(one, language)}</label>`,
)}
<button name="action" value="choose">${own.save}</button></fieldset></form>`,
  );
};

/** A page that says one thing. */
export const shortPage = (
  language: Language,
  what: 'unknown' | 'failed' | 'notUnderstood',
): Page => {
  const text = words[language][what];
  return document(language, text, html`<h1>${text}</h1>`);
};

const filler =
  ({ language, name, stream, offered }: PageFacts) =>
  (text: string): string => {
    const own = offered.find((one) => one.name === stream) ?? { name: stream, title: undefined };
    return text.replaceAll(/\{(kind|name)\}/g, (_, what) =>
      what === 'kind' ? titleOf(own, language) : name,
    );
  };
