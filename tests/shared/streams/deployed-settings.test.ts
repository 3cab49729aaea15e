import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basicNames, lanes, unknownOutcomeRules } from '../../../shared/email/streams.ts';
import {
  deployedSettings,
  type ParameterValues,
} from '../../../shared/streams/deployed-settings.ts';
import { basicStreamsOf, readStreams, streamsText } from '../../../shared/streams/stream-facts.ts';

const factsOf = (values: ParameterValues) =>
  readStreams(streamsText(deployedSettings(values), 'shop-prod-'));

const own = (settings: object, values: ParameterValues = {}) =>
  factsOf({ ...values, streams: JSON.stringify({ digest: settings }) })?.get('digest');

describe('the streams of a deployment', () => {
  it('are the three where nothing is said, each with a set of its own', () => {
    expect(factsOf({})).toEqual(basicStreamsOf('shop-prod-'));
  });

  it.each([
    ['off', []],
    ['marketing', ['marketing']],
    ['bulk', ['notifications', 'marketing', 'digest']],
  ])('add links to unsubscribe with unsubscribe=%s', (unsubscribe, names) => {
    const streams = factsOf({ unsubscribe, streams: '{"digest":{"lane":"bulk"}}' });

    expect(
      [...(streams ?? [])].flatMap(([name, facts]) => (facts.unsubscribe ? name : [])),
    ).toEqual(names);
  });

  it('decide of a stream of their own by its lane what it leaves out', () => {
    expect(own({ lane: 'bulk' })).toEqual({
      lane: 'bulk',
      configurationSet: 'shop-prod-digest',
      onUnknownOutcome: 'hold',
      unsubscribe: false,
    });
    expect(own({ lane: 'transactional' }, { unsubscribe: 'bulk' })).toMatchObject({
      onUnknownOutcome: 'resend',
      unsubscribe: false,
    });
    expect(own({ lane: 'bulk', unsubscribe: false }, { unsubscribe: 'bulk' })?.unsubscribe).toBe(
      false,
    );
    expect(own({ lane: 'bulk', unknownOutcome: 'resend' })?.onUnknownOutcome).toBe('resend');
  });

  it('let each mail say what is tracked only where a set exists that they do not make', () => {
    expect(own({ lane: 'bulk', track: 'all' })?.tracking).toBeUndefined();
    expect(own({ lane: 'bulk', configurationSet: 'legacy' })).toMatchObject({
      configurationSet: 'legacy',
    });
    expect(own({ lane: 'bulk', configurationSet: 'legacy' })?.tracking).toBeUndefined();
    for (const [track, opens, clicks] of [
      ['none', false, false],
      ['opens', true, false],
      ['clicks', false, true],
      ['all', true, true],
    ])
      expect(own({ lane: 'bulk', configurationSet: 'legacy', track })?.tracking).toEqual({
        opens,
        clicks,
      });
  });

  it('are read as they were written, and nothing else is read', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/).filter((text) => !text.includes('-'));
    const settings = fc.record(
      {
        lane: fc.constantFrom(...lanes),
        unsubscribe: fc.boolean(),
        unknownOutcome: fc.constantFrom(...unknownOutcomeRules),
        configurationSet: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      },
      { requiredKeys: ['lane'] },
    );
    fc.assert(
      fc.property(fc.dictionary(name, settings, { maxKeys: 12 }), (streams) => {
        for (const basic of basicNames) delete streams[basic];
        const read = factsOf({ streams: JSON.stringify(streams) });

        for (const [one, { lane, unsubscribe = false, configurationSet }] of Object.entries(
          streams,
        ))
          expect(read?.get(one)).toMatchObject({
            ...{ lane, unsubscribe },
            configurationSet: configurationSet ?? `shop-prod-${one}`,
          });
        expect(read?.size).toBe(3 + Object.keys(streams).length);
      }),
    );
    for (const text of [
      '',
      '{',
      '{}',
      '{"sets":1,"streams":{}}',
      '{"sets":"a","streams":{"b":{}}}',
    ])
      expect(readStreams(text)).toBeUndefined();
  });
});
