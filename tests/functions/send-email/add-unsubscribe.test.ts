import { describe, expect, it } from '@jest/globals';
import {
  addUnsubscribe,
  type UnsubscribeWay,
} from '../../../functions/send-email/add-unsubscribe.ts';
import { buildMime } from '../../../shared/email/build-mime.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { type SendableMessage, toAddress } from '../../../shared/email/valid-message.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';

const link = 'https://mail.example.com/u/acme/AbC';
const longLink = `https://mail.example.com/u/acme/${'x'.repeat(700)}`;
const wayTo = (url: string): UnsubscribeWay => ({
  streams: new Set(['marketing']),
  linkOf: async () => url,
});

const newsletter = {
  ...{ messageId: 'news-1', tenantId: 'acme', stream: 'marketing' },
  ...{ from: 'Acme <news@example.com>', to: ['Jane <Jane@Example.ORG>'] },
};
const written = { ...newsletter, subject: 'News', text: 'To leave: {{unsubscribeUrl}}' };

const messageOf = (fields: object): SendableMessage => {
  const validation = validateMessage(JSON.stringify(fields), {
    ...{ sqsMessageId: 'none', streams: basicStreams, queueLane: 'bulk' as const, nowMs: 0 },
  });
  if (validation.kind !== 'valid') throw new Error(JSON.stringify(validation));
  const { message } = validation;
  return { ...message, from: message.from ?? toAddress('shop@example.com') };
};

const added = async (fields: object, way: UnsubscribeWay | undefined = wayTo(link)) => {
  const answer = await addUnsubscribe(messageOf(fields), way);
  if (answer.kind === 'refused') throw new Error(answer.reasons.join());
  return answer.message;
};

const mimeOf = async (message: SendableMessage): Promise<string> => {
  const options = { attachments: [], dateMs: 0, messageIdHeader: '1@example.com', boundary: 'b' };
  const built = await buildMime(message, options);
  if (built.kind === 'refused') throw new Error(built.reasons.join());
  return Buffer.from(built.mime).toString('latin1');
};

describe('addUnsubscribe', () => {
  it('asks for the link of the one recipient, of its tenant and stream', async () => {
    const asked: unknown[] = [];
    await addUnsubscribe(messageOf(written), {
      streams: new Set(['marketing']),
      linkOf: async (subscription) => {
        asked.push(subscription);
        return link;
      },
    });

    expect(asked).toEqual([{ tenantId: 'acme', stream: 'marketing', address: 'jane@example.org' }]);
  });

  it('adds both headers, and puts the link into the bodies', async () => {
    const message = await added({ ...written, html: '<a href="{{unsubscribeUrl}}">leave</a>' });
    const mime = await mimeOf(message);

    expect(mime).toContain(`\r\nList-Unsubscribe: <${link}>\r\n`);
    expect(mime).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(message.content).toMatchObject({
      text: `To leave: ${link}`,
      html: `<a href="${link}">leave</a>`,
    });
  });

  it('writes a link of 700 characters as it is, on one line', async () => {
    const mime = await mimeOf(await added(written, wayTo(longLink)));
    const header = /^List-Unsubscribe:(?:[^\r]|\r\n )*/m.exec(mime)?.[0] ?? '';

    expect(header.replace('\r\n', '')).toBe(`List-Unsubscribe: <${longLink}>`);
    expect(mime).not.toMatch(/^List-Unsubscribe.*=\?/m);
  });

  it('gives a template the headers and the link among its data', async () => {
    const { content } = await added({
      ...newsletter,
      template: { name: 'news', data: { name: 'Jane', n: 0.5 } },
      headers: { 'X-Campaign': 'spring' },
    });

    expect(content).toMatchObject({
      headers: {
        'X-Campaign': 'spring',
        'List-Unsubscribe': `<${link}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      data: JSON.stringify({ unsubscribeUrl: link, name: 'Jane', n: 0.5 }),
    });
  });

  it('puts the headers before those of a finished mail', async () => {
    const mime = 'From: news@example.com\r\nSubject: News\r\n\r\nHello\r\n';
    const raw = Buffer.from(mime).toString('base64');
    const { content } = await added({ ...newsletter, raw });

    expect(content.kind === 'raw' && Buffer.from(content.mime).toString()).toBe(
      `List-Unsubscribe: <${link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n${mime}`,
    );
  });

  it.each<readonly [string, object]>([
    ['another stream', { ...written, stream: 'notifications' }],
    ['a header of its own', { ...written, headers: { 'list-unsubscribe': '<https://a.example>' } }],
    [
      'a header of its own in a finished mail',
      {
        ...newsletter,
        raw: Buffer.from(
          'From: news@example.com\r\nLIST-Unsubscribe: <mailto:a@example.com>\r\n\r\nHi\r\n',
        ).toString('base64'),
      },
    ],
    ['a contact list of SES', { ...written, listManagement: { contactList: 'news' } }],
  ])('leaves mail with %s as it is', async (_, fields) => {
    expect(await added(fields)).toEqual(messageOf(fields));
  });

  it('leaves all mail as it is where no stream has it', async () => {
    const message = messageOf(written);

    expect(await addUnsubscribe(message, undefined)).toEqual({ kind: 'ready', message });
  });

  it('names the mailbox behind the https link, which stays the one in the body', async () => {
    const mailLink = 'mailto:leave@in.example.com?subject=acme.AbC';
    const way = { ...wayTo(link), mailLinkOf: async () => mailLink };
    const raw = Buffer.from('From: news@example.com\r\nSubject: News\r\n\r\nHello\r\n');
    const finished = await added({ ...newsletter, raw: raw.toString('base64') }, way);
    const message = await added(written, way);
    const unfolded = (mime: string) => mime.replaceAll(/\r\n /g, ' ');

    expect(message.content).toMatchObject({ text: `To leave: ${link}` });
    for (const mime of [await mimeOf(message), await mimeOf(finished)])
      expect(unfolded(mime)).toContain(`List-Unsubscribe: <${link}>, <${mailLink}>\r\n`);
  });

  it('leaves the mailbox out where both are longer than SES takes', async () => {
    const mailLinkOf = async () => `mailto:leave@in.example.com?subject=${'x'.repeat(400)}`;
    const { content } = await added(written, { ...wayTo(longLink), mailLinkOf });

    expect(content).toMatchObject({ headers: { 'List-Unsubscribe': `<${longLink}>` } });
  });

  it('tells of a mail that shows no link, and adds the headers all the same', async () => {
    const answer = await addUnsubscribe(messageOf({ ...written, text: 'Hello' }), wayTo(link));

    expect(answer).toMatchObject({
      kind: 'ready',
      message: { content: { headers: { 'List-Unsubscribe': `<${link}>` } } },
      bodyWithoutLink: 'text',
    });
    expect(await addUnsubscribe(messageOf(written), wayTo(link))).toMatchObject({
      bodyWithoutLink: undefined,
    });
  });

  it('refuses a template in the message that needs a link which nobody puts in', async () => {
    const content = { subject: 'News', text: '{{ unsubscribeUrl }}' };
    const needy = { ...newsletter, template: { content, data: {} } };

    expect(await addUnsubscribe(messageOf(needy), undefined)).toEqual({
      kind: 'refused',
      reasons: [
        'template.data.unsubscribeUrl: is missing or null, and template.content.text needs it; add it',
      ],
    });
    expect(await addUnsubscribe(messageOf(needy), wayTo(link))).toMatchObject({ kind: 'ready' });
    const own = { content, data: { unsubscribeUrl: 'https://example.com/leave' } };
    expect(
      await addUnsubscribe(messageOf({ ...newsletter, template: own }), undefined),
    ).toMatchObject({ kind: 'ready' });
  });

  it('refuses mail to several recipients', async () => {
    const message = messageOf({ ...written, cc: ['joe@example.org'] });

    expect(await addUnsubscribe(message, wayTo(link))).toEqual({
      kind: 'refused',
      reasons: [
        'to: has several recipients, and a link to unsubscribe is one person’s; send a message to each',
      ],
    });
  });
});
