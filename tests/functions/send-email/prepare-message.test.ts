import { describe, expect, it } from '@jest/globals';
import { basicStreams, type StreamFacts } from '../../../shared/email/streams.ts';
import type { Mail } from '../../../shared/ses-api/ports.ts';
import { bodyOf, sendingWorld } from '../../fakes/sending-world.ts';

const sentAs = async (...bodies: readonly string[]): Promise<readonly Mail[]> => {
  const world = sendingWorld();
  await world.deliver(bodies);
  return world.mails.map(({ mail }) => mail);
};
const mimeOf = (mail: Mail | undefined): string =>
  mail?.kind === 'raw' ? Buffer.from(mail.mime).toString() : '';

const digest: StreamFacts = {
  ...{ lane: 'bulk', configurationSet: 'legacy', onUnknownOutcome: 'hold', unsubscribe: false },
  tracking: { opens: false, clicks: true },
};

describe('prepareMessage', () => {
  it('gives each mail a Message-ID of its own in the domain of its sender', async () => {
    const bodies = ['order-1', 'order-2'].map((messageId) =>
      bodyOf({ messageId, from: 'shop@mail.example.net' }),
    );

    const ids = (await sentAs(...bodies)).map(
      (mail) => /^Message-ID: <(.+)@mail\.example\.net>\r$/m.exec(mimeOf(mail))?.[1],
    );

    expect(ids).toEqual([expect.stringMatching(/^[\w-]+$/), expect.stringMatching(/^[\w-]+$/)]);
    expect(new Set(ids).size).toBe(2);
  });

  it('parts a text and its HTML at a boundary that each mail has for itself', async () => {
    const bodies = ['order-1', 'order-2'].map((messageId) =>
      bodyOf({ messageId, html: '<p>It is on its way.</p>' }),
    );

    const boundaries = (await sentAs(...bodies)).map(
      (mail) => /boundary="([^"]+)"/.exec(mimeOf(mail))?.[1],
    );

    for (const boundary of boundaries) expect(boundary?.length).toBeGreaterThan(30);
    expect(new Set(boundaries).size).toBe(2);
  });

  it('hands SES each recipient of a template in its role, and where to answer', async () => {
    const template = {
      messageId: 'order-1',
      from: 'Shop <shop@example.com>',
      to: ['a@example.org'],
      cc: ['b@example.org'],
      bcc: ['c@example.org'],
      replyTo: ['help@example.com'],
      template: { name: 'welcome', data: { name: 'Jane' } },
    };

    expect(await sentAs(JSON.stringify(template))).toMatchObject([
      {
        kind: 'template',
        destinations: ['a@example.org', 'b@example.org', 'c@example.org'],
        to: ['a@example.org'],
        cc: ['b@example.org'],
        bcc: ['c@example.org'],
        replyTo: ['help@example.com'],
        template: { kind: 'stored', name: 'welcome' },
        templateData: '{"name":"Jane"}',
      },
    ]);
  });

  it('hands SES the headers of a template, encoded where needed', async () => {
    const template = {
      ...{ messageId: 'order-1', from: 'shop@example.com', to: ['a@example.org'] },
      template: { name: 'welcome', data: {} },
      headers: { 'List-Unsubscribe': '<https://example.com/u>', 'X-Ort': 'Köln', 'X-None': ' ' },
    };

    const [mail] = await sentAs(JSON.stringify(template));

    expect(mail?.kind === 'template' && mail.headers).toEqual({
      'List-Unsubscribe': '<https://example.com/u>',
      'X-Ort': '=?UTF-8?Q?K=C3=B6ln?=',
    });
  });

  it('hands SES a template of the message itself, with its files and pictures', async () => {
    const file = (changes: object) => ({
      contentType: 'text/plain',
      content: Buffer.from('one').toString('base64'),
      ...changes,
    });
    const template = {
      ...{ messageId: 'order-1', from: 'shop@example.com', to: ['a@example.org'] },
      template: {
        content: { subject: 'Hi {{name}}', html: '<img src="cid:logo">' },
        data: { name: 'Ann' },
      },
      attachments: [
        file({ filename: 'a.txt' }),
        file({ filename: 'logo.png', contentType: 'image/png', contentId: 'logo' }),
      ],
    };

    expect(await sentAs(JSON.stringify(template))).toMatchObject([
      {
        template: { kind: 'inline', subject: 'Hi {{name}}', html: '<img src="cid:logo">' },
        attachments: [
          { filename: 'a.txt', contentType: 'text/plain', bytes: Buffer.from('one') },
          { filename: 'logo.png', contentType: 'image/png', contentId: 'logo' },
        ],
      },
    ]);
  });

  it('hands SES what it tracks of a mail, and the contact list that it asks', async () => {
    const wishes = {
      tracking: { opens: false },
      listManagement: { contactList: 'news', topic: 'weekly' },
    };

    expect(await sentAs(bodyOf(wishes), bodyOf({ messageId: 'order-2' }))).toMatchObject([
      wishes,
      { tracking: undefined, listManagement: undefined },
    ]);
  });

  it('goes by the settings of a stream of the deployment’s own, and by its own wish before them', async () => {
    const streams = new Map([...basicStreams, ['digest', digest]]);
    const world = sendingWorld();
    const of = (messageId: string, changes = {}) =>
      bodyOf({ messageId, stream: 'digest', ...changes });

    await world.deliver([of('d-1'), of('d-2', { tracking: { opens: true } })], {
      lane: 'bulk',
      ports: { streams },
    });
    await world.deliver([of('d-3')], { lane: 'bulk' });

    expect(world.mails.map(({ mail }) => [mail.configurationSet, mail.tracking])).toEqual([
      ['legacy', { opens: false, clicks: true }],
      ['legacy', { opens: true, clicks: true }],
    ]);
    expect(world.deadLetters.map(({ reasons }) => reasons)).toEqual([
      ['stream: must be one of transactional, notifications, marketing'],
    ]);
  });

  it('claims a newsletter that shows no link with a note of it, and one that does without', async () => {
    const world = sendingWorld();
    const notes: unknown[] = [];
    const news = (messageId: string, text: string) =>
      bodyOf({ messageId, stream: 'marketing', text });

    await world.deliver([news('news-1', 'Hello'), news('news-2', '{{unsubscribeUrl}}')], {
      lane: 'bulk',
      ports: {
        unsubscribe: {
          streams: new Set(['marketing']),
          linkOf: async () => 'https://mail.example.com/u/acme/AbC',
        },
        claimPart: (claim) => {
          notes.push([claim.key.messageId, claim.lacksLink]);
          return world.ports.claimPart(claim);
        },
      },
    });

    expect(world.mails).toHaveLength(2);
    expect(notes.toSorted()).toEqual([
      ['news-1', true],
      ['news-2', undefined],
    ]);
  });
});
