import { describe, expect, it } from '@jest/globals';
import { runServerless } from '../../local/template/run-serverless.ts';

const streams = ['Transactional', 'Notifications', 'Marketing'] as const;

interface Printed {
  readonly resources: {
    readonly Resources: Readonly<
      Record<
        string,
        {
          readonly Properties: {
            readonly EventDestination: { readonly MatchingEventTypes: readonly string[] };
            readonly TrackingOptions: unknown;
          };
        }
      >
    >;
  };
}

const print = async (
  parameters: readonly string[],
  stage = 'dev',
): Promise<Printed['resources']['Resources']> => {
  const words = parameters.flatMap((pair) => ['--param', pair]);
  const printed: Printed = JSON.parse(
    await runServerless(['print', '--format', 'json', '--stage', stage, ...words]),
  );
  return printed.resources.Resources;
};

type Resources = Awaited<ReturnType<typeof print>>;

const trackedBy = (resources: Resources) =>
  streams.map((stream) =>
    resources[`${stream}Deliveries`]?.Properties.EventDestination.MatchingEventTypes.filter(
      (type) => /open|click/i.test(type),
    ),
  );

const optionsOf = (resources: Resources) =>
  streams.map((stream) => resources[`${stream}ConfigurationSet`]?.Properties.TrackingOptions);

describe('tracking of opens and clicks', () => {
  it.each(['dev', 'prod', 'another-stage'])(
    'is off in stage %s until a parameter asks for it',
    async (stage) => {
      const resources = await print([], stage);

      expect(trackedBy(resources)).toEqual([[], [], []]);
      expect(optionsOf(resources)).toEqual(streams.map(() => ({ Ref: 'AWS::NoValue' })));
    },
  );

  it('is asked for stream by stream, and on a domain of the sender', async () => {
    const resources = await print([
      'trackMarketing=all',
      'trackNotifications=opens',
      'trackingDomain=click.example.com',
      'trackingHttps=REQUIRE_OPEN_ONLY',
    ]);

    expect(trackedBy(resources)).toEqual([[], ['open'], ['open', 'click']]);
    expect(optionsOf(resources)).toEqual(
      streams.map(() => ({
        CustomRedirectDomain: 'click.example.com',
        HttpsPolicy: 'REQUIRE_OPEN_ONLY',
      })),
    );
  });
});
