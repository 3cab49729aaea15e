import { type Context, Hono } from 'hono';
import { decodeWords } from 'postal-mime';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { html, type Markup } from '../../shared/ses-api/wire/markup.ts';
import { responseOf } from '../api/http-exchange.ts';
import {
  type MessageSummary,
  rawAnswer,
  type SimApiOptions,
  statisticsOf,
  summarise,
} from '../api/sim-api.ts';
import { type ParsedMail, parseMail } from '../sending/parsed-mail.ts';
import type { ReceivedMessage, RecordedEvent } from '../sending/received-message.ts';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --soft: color-mix(in srgb, currentColor 60%, transparent); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1.5rem; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: inherit; }
table { border-collapse: collapse; width: 100%; }
th { color: var(--soft); font-weight: normal; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top; overflow-wrap: anywhere; }
td.time, td.size { white-space: nowrap; font-variant-numeric: tabular-nums; }
.facts { color: var(--soft); display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0 0 1rem; padding: 0; list-style: none; }
.facts li { min-width: 0; overflow-wrap: anywhere; }
.tag, .event { border: 1px solid var(--line); border-radius: .6rem; display: inline-block; font-size: .85em; margin: 0 .25rem .15rem 0; padding: 0 .5rem; }
.delivery { border-color: #2a8; } .bounce, .reject, .renderingFailure { border-color: #d33; } .complaint { border-color: #d80; }
.late { opacity: .6; }
form { margin: 0 0 1rem; } input { font: inherit; padding: .2rem .5rem; width: min(30rem, 60%); }
pre { border: 1px solid var(--line); border-radius: .4rem; overflow: auto; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 48rem) {
  body { padding: .75rem; }
  input { box-sizing: border-box; width: 100%; margin-bottom: .25rem; }
  thead { display: none; }
  table, tbody, tr, th, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  th, td { border: 0; padding: 0; }
  td:empty { display: none; }
  td[data-name]::before { color: var(--soft); content: attr(data-name) ' '; }
}
iframe { background: #fff; box-sizing: border-box; border: 1px solid var(--line); border-radius: .4rem; height: 32rem; width: 100%; }
`;

/** Content security policy: no script runs and nothing is fetched, whatever a mail contains. */
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

const mailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** Web pages: the inbox at `/` and one page per mail; everything from outside is escaped. */
export const createView = (options: SimApiOptions): Hono => {
  const { record } = options.world;
  const ofMessage =
    (answer: (message: ReceivedMessage, part: string) => HttpAnswer | Promise<HttpAnswer>) =>
    async ({ req }: Context): Promise<Response> => {
      const message = record.find(req.param('id') ?? '');
      return responseOf(
        message === undefined ? notFound() : await answer(message, req.param('part') ?? ''),
      );
    };
  return new Hono()
    .get('/', ({ req }) => responseOf(inbox(options, new URL(req.url).searchParams)))
    .get('/messages/:id', ofMessage(messagePage))
    .get('/messages/:id/raw', ofMessage(rawAnswer))
    .get(
      '/messages/:id/html',
      ofMessage(async ({ mime }) => htmlPart(await parseMail(mime))),
    )
    .get(
      '/messages/:id/attachments/:part{\\d+}',
      ofMessage(
        async ({ mime }, part) =>
          attachmentAnswer(await parseMail(mime), Number(part)) ?? notFound(),
      ),
    )
    .get('/*', () => responseOf(notFound()));
};

const page = (title: string, body: Markup, status = 200): HttpAnswer => ({
  status,
  contentType: 'text/html; charset=utf-8',
  headers: {
    'content-security-policy': pagePolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  },
  body: html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${{ markup: style }}</style></head>
<body>${body}</body>
</html>
`.markup,
});

const notFound = (): HttpAnswer =>
  page('Not found', html`<h1>This page does not exist.</h1><p><a href="/">All mails</a></p>`, 404);

const pageSize = 100;

const time = (atMs: number): string => new Date(atMs).toISOString().slice(0, 23).replace('T', ' ');

const size = (bytes: number): string =>
  bytes < 10_240 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`;

const stateOf = (event: RecordedEvent): string => {
  if (event.isDropped) return 'dropped on demand';
  if (event.copies === 0) return 'nobody listens';
  return event.published < event.copies
    ? `published ${event.published} of ${event.copies}`
    : 'published';
};

const eventBadge = (event: RecordedEvent): Markup =>
  html`<span class="event ${event.type} ${event.published < event.copies ? 'late' : ''}" title="${stateOf(event)}">${event.type}${event.detail === undefined ? '' : ` ${event.detail}`}</span>`;

const tagBadges = (tags: Readonly<Record<string, string>>): readonly Markup[] =>
  Object.entries(tags).map(([name, value]) => html`<span class="tag">${name}=${value}</span>`);

const pathOf = (id: string): string => `/messages/${encodeURIComponent(id)}`;

const row = (message: MessageSummary): Markup => html`<tr>
<td class="time">${time(message.atMs)}</td>
<td data-name="from">${decodeWords(message.from)}</td>
<td data-name="to">${message.to.slice(0, 3).join(', ')}${message.to.length > 3 ? ` and ${message.to.length - 3} more` : ''}</td>
<td><a href="${pathOf(message.id)}">${message.subject || '(no subject)'}</a></td>
<td data-name="configuration set">${message.configurationSet ?? 'none'}</td>
<td>${tagBadges(message.tags)}</td>
<td class="size">${size(message.sizeBytes)}</td>
<td>${message.events.map(eventBadge)}</td>
</tr>
`;

const containsText = (message: MessageSummary, text: string): boolean =>
  [
    message.from,
    decodeWords(message.from),
    message.subject ?? '',
    message.configurationSet ?? '',
    message.id,
    ...message.to,
    ...Object.values(message.tags),
  ].some((part) => part.toLowerCase().includes(text));

const link = (query: string, pageNumber: number): string =>
  `/?${new URLSearchParams({ q: query, page: String(pageNumber) })}`;

const inbox = (options: SimApiOptions, parameters: URLSearchParams): HttpAnswer => {
  const statistics = statisticsOf(options);
  const query = parameters.get('q') ?? '';
  const pageNumber = Math.max(1, Math.floor(Number(parameters.get('page') ?? 1)) || 1);
  const all = [...options.world.record.messages()].reverse();
  const found =
    query === ''
      ? all
      : all.filter((message) => containsText(summarise(message), query.toLowerCase()));
  const shown = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize).map(summarise);
  const quota =
    statistics.max24HourSend < 0 ? 'no daily limit' : `of ${statistics.max24HourSend} in 24 hours`;
  return page(
    'SES simulator',
    html`<h1>SES simulator</h1>
<ul class="facts">
<li>${statistics.acceptedCalls} mails to ${statistics.acceptedRecipients} recipients</li>
<li>${statistics.sentLast24Hours} ${quota}</li>
<li>${statistics.maxSendRate} recipients per second${statistics.isSandbox ? ', sandbox' : ''}${statistics.sendingEnabled ? '' : ', sending disabled'}</li>
<li>${statistics.throttled} throttled</li>
<li>${statistics.eventsPublished} events published, ${statistics.eventsWaiting} waiting</li>
</ul>
<form action="/"><input type="search" name="q" value="${query}" placeholder="address, subject, tag or message id" aria-label="Search"> <button>Search</button></form>
<table>
<thead><tr><th>Time (UTC)</th><th>From</th><th>To</th><th>Subject</th><th>Configuration set</th><th>Tags</th><th>Size</th><th>Events</th></tr></thead>
<tbody>
${shown.map(row)}</tbody>
</table>
<p>${found.length} of the ${options.world.record.kept()} mails kept. ${pageNumber > 1 ? html`<a href="${link(query, pageNumber - 1)}">Newer</a> ` : ''}${found.length > pageNumber * pageSize ? html`<a href="${link(query, pageNumber + 1)}">Older</a>` : ''}</p>`,
  );
};

const eventRow = (event: RecordedEvent): Markup =>
  html`<tr><td class="time">${time(event.atMs)}</td><td>${event.type}</td><td>${event.detail}</td><td>${event.recipients.join(', ')}</td><td>${stateOf(event)}</td></tr>
`;

/**
 * Decodes a file name. Programs write them as encoded words (RFC 2047) or with percent signs (RFC
 * 2231), not always where that is allowed.
 */
const shownFileName = (name: string): string => {
  const words = decodeWords(name);
  try {
    return decodeURIComponent(words.replace(/^utf-8''/i, ''));
  } catch {
    return words;
  }
};

const section = (title: string, isThere: boolean, content: Markup): Markup | undefined =>
  isThere ? html`<h2>${title}</h2>${content}` : undefined;

const messagePage = async (received: ReceivedMessage): Promise<HttpAnswer> => {
  const message = summarise(received);
  const mail = await parseMail(received.mime);
  const path = pathOf(message.id);
  return page(
    message.subject || 'Message',
    html`<p><a href="/">All mails</a></p>
<h1>${message.subject || '(no subject)'}</h1>
<ul class="facts">
<li>${time(message.atMs)} UTC</li>
<li>${message.operation}</li>
<li>from ${decodeWords(message.from)}</li>
<li>to ${message.to.join(', ')}</li>
<li>configuration set: ${message.configurationSet ?? 'none'}</li>
<li>${size(message.sizeBytes)}</li>
<li>${message.id}</li>
<li><a href="${path}/raw">Download</a></li>
</ul>
<p>${tagBadges(message.tags)}</p>
${section('Events', message.events.length > 0, html`<table>${message.events.map(eventRow)}</table>`)}
${section('HTML', mail.html !== undefined, html`<iframe sandbox src="${path}/html" title="HTML part"></iframe>`)}
${section('Text', mail.text !== undefined, html`<pre>${mail.text}</pre>`)}
${section(
  'Attachments',
  mail.attachments.length > 0,
  html`<ul>${mail.attachments.map((attachment, index) => html`<li><a href="${path}/attachments/${index}">${shownFileName(attachment.fileName)}</a> ${attachment.contentType}, ${size(attachment.content.length)}</li>`)}</ul>`,
)}
${section('Headers', mail.headers.length > 0, html`<table>${mail.headers.map(({ name, value }) => html`<tr><th>${name}</th><td>${decodeWords(value)}</td></tr>`)}</table>`)}`,
  );
};

/** The HTML part by itself, with the images that the message contains. */
const htmlPart = (mail: ParsedMail): HttpAnswer => ({
  status: 200,
  contentType: 'text/html; charset=utf-8',
  headers: { 'content-security-policy': mailPolicy, 'x-content-type-options': 'nosniff' },
  body: (mail.html ?? '').replace(/\bcid:([^"'\s)>]+)/g, (reference, id: string) => {
    const image = mail.attachments.find(
      ({ contentId, contentType }) =>
        contentId === id && /^image\/[a-z0-9.+-]+$/i.test(contentType),
    );
    return image === undefined
      ? reference
      : `data:${image.contentType};base64,${image.content.toString('base64')}`;
  }),
});

const attachmentAnswer = (mail: ParsedMail, index: number): HttpAnswer | undefined => {
  const attachment = mail.attachments[index];
  if (attachment === undefined) return undefined;
  return {
    status: 200,
    contentType: 'application/octet-stream',
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.fileName.toWellFormed())}`,
      'x-content-type-options': 'nosniff',
    },
    body: attachment.content,
  };
};
