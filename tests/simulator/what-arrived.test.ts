import { SendEmailCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SimulatedSes, simulateSes } from './simulated-ses.ts';

const attack = '<script>alert(1)</script>';

let simulated: SimulatedSes;

beforeEach(async () => {
  simulated = await simulateSes({
    configurationSets: [{ name: 'transactional' }],
    maxSendRate: 100,
  });
});

afterEach(() => simulated.close());

const get = async (path: string) => {
  const answer = await fetch(simulated.simulator.url + path);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

const getJson = async (path: string) => JSON.parse((await get(path)).text);

const change = async (path: string, body: unknown, method = 'POST') => {
  const answer = await fetch(simulated.simulator.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};

const sendAttack = async (): Promise<string> => {
  const mime = [
    'From: a@example.com',
    `To: "${attack}" <b@example.net>`,
    `Subject: ${attack}`,
    `X-Attack: ${attack}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=x',
    '',
    '--x',
    'Content-Type: text/plain',
    '',
    attack,
    '--x',
    'Content-Type: text/html',
    '',
    `<p>${attack}<img src="cid:pic"></p>`,
    '--x',
    'Content-Type: image/png',
    'Content-ID: <pic>',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: inline; filename="<script>.png"',
    '',
    'iVBORw==',
    '--x--',
  ].join('\r\n');
  const { MessageId } = await simulated.ses.send(
    new SendRawEmailCommand({
      RawMessage: { Data: Buffer.from(mime) },
      ConfigurationSetName: 'transactional',
      Tags: [
        { Name: 'pipeline-message', Value: 'm1' },
        { Name: 'pipeline-tenant', Value: 't' },
      ],
    }),
  );
  return MessageId ?? '';
};

const send = (subject = 's'): Promise<unknown> =>
  simulated.ses.send(
    new SendEmailCommand({
      Source: 'a@example.com',
      Destination: { ToAddresses: ['b@example.net'] },
      Message: { Subject: { Data: subject }, Body: { Text: { Data: 't' } } },
    }),
  );

describe('pages', () => {
  it('show the inbox, escaped, under a policy that runs nothing', async () => {
    await sendAttack();
    const { headers, text } = await get('/?q=script');

    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;</a>');
    expect(text).toContain('pipeline-message=m1');
    expect(text).not.toContain('<script');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('show one message, escaped, its HTML in a frame that may do nothing', async () => {
    const id = await sendAttack();
    const { text } = await get(`/messages/${id}`);

    expect(text).not.toContain('<script');
    expect(text).toContain(`<iframe sandbox src="/messages/${id}/html"`);
    expect(text).toContain('X-Attack');
    expect(text).toContain('&lt;script&gt;.png');
  });

  it('serve the HTML part sandboxed, with the images it brings along', async () => {
    const id = await sendAttack();
    const { headers, text } = await get(`/messages/${id}/html`);

    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(text).toContain('src="data:image/png;base64,iVBORw=="');
  });

  it('hand out message and attachments as downloads only', async () => {
    const id = await sendAttack();
    const raw = await get(`/messages/${id}/raw`);
    const attachment = await get(`/messages/${id}/attachments/0`);

    expect(raw.text).toContain(`Subject: ${attack}\r\n`);
    expect(raw.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(attachment.headers.get('content-type')).toBe('application/octet-stream');
    expect(attachment.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''%3Cscript%3E.png",
    );
  });

  it('find by address, subject and tag, and say when there is nothing', async () => {
    await send('needle');
    await sendAttack();

    expect((await get('/?q=NEEDLE')).text).toContain('1 of the 2 mails kept');
    expect((await get('/messages/none')).status).toBe(404);
    expect((await get('/nowhere')).status).toBe(404);
    expect((await get('/messages/none/attachments/1')).status).toBe(404);
  });

  it('show names decoded: senders, headers, file names', async () => {
    const { MessageId } = await simulated.ses.send(
      new SendRawEmailCommand({
        RawMessage: {
          Data: Buffer.from(
            [
              'From: =?UTF-8?Q?J=C3=BCrgen?= <ann@example.com>',
              'To: bob@example.org',
              'X-Note: =?UTF-8?B?R3LDvMOfZQ==?=',
              'Content-Type: multipart/mixed; boundary=b',
              '',
              '--b',
              'Content-Type: text/plain',
              'Content-Disposition: attachment; filename="=?UTF-8?Q?M=C3=A4rz.txt?="',
              '',
              'x',
              '--b',
              'Content-Type: text/plain',
              'Content-Disposition: attachment; filename="Pr%C3%BCfung.txt"',
              '',
              'x',
              '--b--',
            ].join('\r\n'),
          ),
        },
      }),
    );
    const pageAt = async (path: string) => (await fetch(simulated.simulator.url + path)).text();
    const pages = [await pageAt('/?q=J%C3%BCrgen'), await pageAt(`/messages/${MessageId}`)];

    for (const shown of pages) expect(shown).toContain('Jürgen &lt;ann@example.com&gt;');
    for (const name of ['Grüße', 'März.txt', 'Prüfung.txt']) expect(pages[1]).toContain(name);
    expect(pages.join()).not.toMatch(/=\?UTF-8/);
  });

  it('have pages of a hundred', async () => {
    for (let index = 0; index < 101; index += 1) {
      simulated.time.nowMs += 1000;
      await send();
    }

    expect((await get('/')).text).toContain('Older');
    expect((await get('/?page=2')).text.match(/<td class="time">/g)).toHaveLength(1);
  });
});

describe('JSON', () => {
  it('lists messages, the newest last, from a time on and up to a number', async () => {
    await send('one');
    const since = simulated.time.nowMs;
    simulated.time.nowMs += 1000;
    await send('two');
    await send('three');

    const subjects = async (query: string) =>
      (await getJson(`/_sim/messages${query}`)).map(({ subject }: { subject: string }) => subject);
    expect(await subjects('')).toEqual(['one', 'two', 'three']);
    expect(await subjects(`?since=${since}`)).toEqual(['two', 'three']);
    expect(await subjects('?limit=1')).toEqual(['three']);
  });

  it('tells of one message, parsed and raw', async () => {
    const id = await sendAttack();
    await simulated.simulator.settled();

    expect(await getJson(`/_sim/messages/${id}`)).toMatchObject({
      id,
      to: ['b@example.net'],
      configurationSet: 'transactional',
      tags: { 'pipeline-message': 'm1' },
      attachments: [{ fileName: '<script>.png', contentType: 'image/png', sizeBytes: 4 }],
      events: [{ type: 'send' }, { type: 'delivery', recipients: ['b@example.net'] }],
    });
    expect((await get(`/_sim/messages/${id}/raw`)).text).toContain(attack);
    expect((await get('/_sim/messages/none')).status).toBe(404);
  });

  it('counts acceptances and copies', async () => {
    await sendAttack();
    await sendAttack();
    const { nowMs } = simulated.time;

    expect(await getJson('/_sim/accepted')).toEqual([
      [nowMs, 1],
      [nowMs, 1],
    ]);
    expect(await getJson('/_sim/copies')).toEqual([
      { tenant: 't', message: 'm1', destination: 'b@example.net', copies: 2 },
    ]);
    expect(await getJson('/_sim/stats')).toMatchObject({
      acceptedCalls: 2,
      per100ms: [{ t: nowMs, accepted: 2, throttled: 0 }],
    });
  });

  it('is emptied on demand', async () => {
    await sendAttack();
    await change('/_sim/messages', undefined, 'DELETE');

    expect(await getJson('/_sim/messages')).toEqual([]);
    expect(await getJson('/_sim/stats')).toMatchObject({ acceptedCalls: 0, sentLast24Hours: 1 });
  });

  it('changes the account while it runs', async () => {
    const { body } = await change('/_sim/account', { maxSendRate: 1, sendingEnabled: false });

    expect(body).toMatchObject({ maxSendRate: 1, max24HourSend: 50_000, sendingEnabled: false });
    expect((await simulated.errorOf(send())).name).toBe('AccountSendingPausedException');
  });

  it('says every problem of what it is asked', async () => {
    expect(await change('/_sim/account', { maxSendRate: 0, rate: 1 })).toMatchObject({
      status: 400,
      body: { problems: [expect.stringContaining('maxSendRate'), expect.stringContaining('rate')] },
    });
    expect((await change('/_sim/faults', { errorBefore: 2 })).status).toBe(400);
    expect((await change('/_sim/nothing', {})).status).toBe(404);
  });

  it('lets a foreign sender in', async () => {
    await change('/_sim/foreign', { share: 0.5, seconds: 10 });
    simulated.time.nowMs += 1000;

    expect(await getJson('/_sim/stats')).toMatchObject({
      foreignRecipients: 51,
      sentLast24Hours: 51,
    });
  });

  it('does nothing for the pages of other sites', async () => {
    const answer = await fetch(`${simulated.simulator.url}/_sim/messages`, {
      method: 'DELETE',
      headers: { origin: 'http://evil.example' },
    });

    expect(answer.status).toBe(403);
  });
});

describe('faults', () => {
  it('answer 500 before accepting, and after it', async () => {
    await change('/_sim/faults', { errorBefore: 1 });
    expect(await simulated.errorOf(send())).toMatchObject({ name: 'InternalFailure', status: 500 });
    expect(simulated.simulator.messages()).toHaveLength(0);

    await change('/_sim/faults', { errorBefore: 0, errorAfter: 1 });
    expect(await simulated.errorOf(send())).toMatchObject({ name: 'InternalFailure', status: 500 });
    expect(simulated.simulator.messages()).toHaveLength(1);
    expect(await getJson('/_sim/stats')).toMatchObject({
      faults: { errorBefore: 1, errorAfter: 1 },
    });
  });

  it('reset the connection before accepting, and after it', async () => {
    await change('/_sim/faults', { resetBefore: 1 });
    expect((await simulated.errorOf(send())).status).toBeUndefined();
    expect(simulated.simulator.messages()).toHaveLength(0);

    await change('/_sim/faults', { resetBefore: 0, resetAfter: 1 });
    expect((await simulated.errorOf(send())).status).toBeUndefined();
    expect(simulated.simulator.messages()).toHaveLength(1);
  });

  it('throttle, and are over when they are taken back', async () => {
    await change('/_sim/faults', { throttled: 1 });
    expect((await simulated.errorOf(send())).message).toBe('Maximum sending rate exceeded.');

    await change('/_sim/faults', undefined, 'DELETE');
    await send();

    expect(await getJson('/_sim/stats')).toMatchObject({ throttled: 1, acceptedCalls: 1 });
  });
});
