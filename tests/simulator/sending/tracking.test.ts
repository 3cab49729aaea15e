import {
  CreateConfigurationSetTrackingOptionsCommand,
  DeleteConfigurationSetTrackingOptionsCommand,
  DescribeConfigurationSetCommand,
  SendRawEmailCommand,
  UpdateConfigurationSetTrackingOptionsCommand,
} from '@aws-sdk/client-ses';
import { SendEmailCommand, type TrackingConfigurationOverrides } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readStackResources } from '../../../local/template/stack-resources.ts';
import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';
import type { ConfigurationSetOptions } from '../../../simulator/simulator-options.ts';
import { packagedService } from '../../support/packaged-template.ts';
import { type SimulatedSes, simulateSes, topicArn } from '../simulated-ses.ts';

const tracking = (...matchingEventTypes: readonly ('open' | 'click' | 'send')[]) =>
  ({
    name: 'stream',
    eventDestinations: [{ name: 'sns', matchingEventTypes, topicArn }],
  }) satisfies ConfigurationSetOptions;

let simulated: SimulatedSes | undefined;

afterEach(() => simulated?.close());

const start = async (...configurationSets: readonly ConfigurationSetOptions[]) => {
  simulated = await simulateSes({ maxSendRate: 1000, configurationSets });
  await simulated.simulator.settled();
  simulated.published.length = 0;
  return simulated;
};

const html = (body: string): string => `<html><body>${body}</body></html>`;

const raw = (body: string, type = 'text/html'): Buffer =>
  Buffer.from(
    `From: ann@example.com\r\nTo: bob@example.org\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`,
  );

/** Sends the message and says what went out, byte for byte. */
const sent = async ({ ses, simulator }: SimulatedSes, mime: Buffer, set = 'stream') => {
  const { MessageId } = await ses.send(
    new SendRawEmailCommand({ RawMessage: { Data: mime }, ConfigurationSetName: set }),
  );
  const answer = await fetch(`${simulator.url}/_sim/messages/${MessageId}/raw`);
  return Buffer.from(await answer.arrayBuffer());
};

const bodyOf = (mime: Buffer): string => mime.toString().split('\r\n\r\n')[1]?.trim() ?? '';

const eventsOf = ({ published }: SimulatedSes) =>
  published.map(({ message }) => JSON.parse(message));

const link = '<a class="b" href="https://example.org/?a=1&amp;b=2">x</a>';

describe('tracking in the simulator', () => {
  it('changes no byte under any configuration set of the template', async () => {
    const resolved = resolveTemplate((await packagedService()).template, {
      region: 'us-east-1',
      accountId: '000000000000',
      stackName: 'ses-pipeline-dev',
      parameters: {},
      queueUrl: (name) => `http://127.0.0.1/${name}`,
    });
    const sets = readStackResources(resolved).configurationSets;
    const ses = await start(...(sets as readonly ConfigurationSetOptions[]));
    const mime = raw(
      html(`${link}{{ses:openTracker}}<a ses:no-track href="http://a.example">y</a>`),
    );

    expect(sets).toHaveLength(3);
    for (const { name } of sets) expect(await sent(ses, mime, name)).toEqual(mime);
  });

  it('adds an image at the end of HTML where opens are asked for, and tells of each fetch', async () => {
    const ses = await start(tracking('open', 'send'));

    const body = bodyOf(await sent(ses, raw(html(link))));
    const [, image = ''] = /<img alt="" src="([^"]+)"[^>]*><\/body><\/html>$/.exec(body) ?? [];
    const answers = [
      await fetch(image, { headers: { 'user-agent': 'Eye/1' } }),
      await fetch(image),
    ];
    await ses.simulator.settled();

    expect(body).toContain(link);
    expect(image).toMatch(new RegExp(`^${ses.simulator.url}/I0/`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.headers.get('content-type')).toBe('image/gif');
    expect(eventsOf(ses).map(({ eventType }) => eventType)).toEqual(['Send', 'Open', 'Open']);
    expect(eventsOf(ses)[1]).toMatchObject({
      mail: { destination: ['bob@example.org'] },
      open: { ipAddress: '127.0.0.1', userAgent: 'Eye/1', timestamp: '2026-11-21T12:00:00.000Z' },
    });
  });

  it('goes by what a call says itself, before the configuration set', async () => {
    const ses = await start(tracking('open', 'click', 'send'));
    const send = async (Tracking: TrackingConfigurationOverrides) => {
      const { MessageId } = await ses.ses2.send(
        new SendEmailCommand({
          ConfigurationSetName: 'stream',
          Content: { Raw: { Data: raw(html(link)) } },
          ConfigurationOverrides: { Tracking },
        }),
      );
      return (await fetch(`${ses.simulator.url}/_sim/messages/${MessageId}/raw`)).text();
    };

    const without = await send({
      OpenTrackingEnabled: 'DISABLED',
      ClickTrackingEnabled: 'DISABLED',
    });
    const opensOnly = await send({ ClickTrackingEnabled: 'DISABLED' });

    expect(without).toBe(raw(html(link)).toString());
    expect(opensOnly).toContain('/I0/');
    expect(opensOnly).toContain(link);
  });

  it('leads links through itself where clicks are asked for, and tells of the link and its tags', async () => {
    const ses = await start(tracking('click'));
    const tagged = `<A ses:tags="k:v;k:w;bad tag:x" HREF='http://example.org/t'>t</A>`;

    const body = bodyOf(await sent(ses, raw(html(link + tagged))));
    const urls = [...body.matchAll(/ href="([^"]+)"/g)].map(([, url = '']) => url);
    const answers = await Promise.all(urls.map((url) => fetch(url, { redirect: 'manual' })));
    await ses.simulator.settled();

    expect(body).not.toMatch(/ses:tags|<img/);
    expect(body).toContain('<a class="b" href=');
    expect(answers.map(({ status, headers }) => [status, headers.get('location')])).toEqual([
      [302, 'https://example.org/?a=1&b=2'],
      [302, 'http://example.org/t'],
    ]);
    expect(
      eventsOf(ses).map(({ eventType, click }) => [eventType, click.link, click.linkTags]),
    ).toEqual(
      expect.arrayContaining([
        ['Click', 'https://example.org/?a=1&b=2', null],
        ['Click', 'http://example.org/t', { k: ['v', 'w'] }],
      ]),
    );
  });

  it('leaves alone what SES leaves alone: ses:no-track, other schemes, broken addresses, the 251st link, plain text', async () => {
    const ses = await start(tracking('open', 'click'));
    const untracked = [
      '<a href="mailto:ann@example.com">m</a>',
      '<a href="#top">t</a>',
      '<a href="https://example.org/?name=John Doe">j</a>',
      '<abbr href="https://example.org/">a</abbr>',
      '<img src="https://example.org/a.png">',
    ].join('');
    const many = '<a href="https://example.org/">n</a>'.repeat(251);

    const body = bodyOf(
      await sent(
        ses,
        raw(html(`${untracked}<a ses:no-track href="https://example.org/">u</a>${many}`)),
      ),
    );
    const text = raw('https://example.org/ <a href="https://example.org/">x</a>', 'text/plain');

    expect(body).toContain(`${untracked}<a href="https://example.org/">u</a>`);
    expect(body.split('/L0/')).toHaveLength(251);
    expect(body).toContain('<a href="https://example.org/">n</a><img ');
    expect(await sent(ses, text)).toEqual(text);
  });

  it('puts the image where {{ses:openTracker}} says, once', async () => {
    const ses = await start(tracking('open'));

    const body = bodyOf(await sent(ses, raw(html('a{{ses:openTracker}}b{{ses:openTracker}}c'))));

    expect(body).toMatch(/^<html><body>a<img [^>]+>bc<\/body><\/html>$/);
  });

  it.each([
    ['OPTIONAL', 'http', 'https', 'http'],
    ['REQUIRE', 'https', 'https', 'https'],
    ['REQUIRE_OPEN_ONLY', 'https', 'https', 'http'],
  ] as const)(
    'uses the domain of the sender by its policy, %s',
    async (httpsPolicy, ...schemes) => {
      const set = tracking('open', 'click');
      const trackingOptions = { customRedirectDomain: 'click.example.com', httpsPolicy };
      const ses = await start({ ...set, trackingOptions });

      const body = bodyOf(await sent(ses, raw(html(`${link}<a href="http://example.org/">y</a>`))));
      const [first, second, image] = [...body.matchAll(/"(https?):\/\/click\.example\.com\//g)].map(
        ([, scheme]) => scheme,
      );

      expect([image, first, second]).toEqual(schemes);
    },
  );

  it('leads nowhere that no mail of its own named', async () => {
    const ses = await start(tracking('open', 'click'));
    const body = bodyOf(await sent(ses, raw(html(link))));
    const [, path = ''] = / href="http:\/\/[^/]+([^"]+)"/.exec(body) ?? [];

    const forged = await fetch(ses.simulator.url + path.replace('example.org', 'evil.example'), {
      redirect: 'manual',
    });
    await ses.simulator.settled();

    expect(path).toContain('example.org');
    expect(forged.status).toBe(404);
    expect(eventsOf(ses)).toEqual([]);
  });

  it('makes, changes, tells and deletes the domain of a configuration set', async () => {
    const { ses, errorOf } = await start({ name: 'stream' });
    const options = (CustomRedirectDomain: string) => ({
      ConfigurationSetName: 'stream',
      TrackingOptions: { CustomRedirectDomain },
    });
    const told = async () =>
      (
        await ses.send(
          new DescribeConfigurationSetCommand({
            ConfigurationSetName: 'stream',
            ConfigurationSetAttributeNames: ['trackingOptions'],
          }),
        )
      ).TrackingOptions;

    const missing = await errorOf(
      ses.send(new UpdateConfigurationSetTrackingOptionsCommand(options('a.example.com'))),
    );
    await ses.send(new CreateConfigurationSetTrackingOptionsCommand(options('a.example.com')));
    const twice = await errorOf(
      ses.send(new CreateConfigurationSetTrackingOptionsCommand(options('a.example.com'))),
    );
    const unverified = await errorOf(
      ses.send(new UpdateConfigurationSetTrackingOptionsCommand(options('a.elsewhere.example'))),
    );
    await ses.send(new UpdateConfigurationSetTrackingOptionsCommand(options('b.example.com')));
    const between = await told();
    await ses.send(
      new DeleteConfigurationSetTrackingOptionsCommand({ ConfigurationSetName: 'stream' }),
    );

    expect(missing.name).toBe('TrackingOptionsDoesNotExistException');
    expect(twice.name).toBe('TrackingOptionsAlreadyExistsException');
    expect(unverified.name).toBe('InvalidTrackingOptionsException');
    expect(between).toEqual({ CustomRedirectDomain: 'b.example.com' });
    expect(await told()).toBeUndefined();
  });
});
