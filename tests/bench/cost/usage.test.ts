import { describe, expect, it } from '@jest/globals';
import { type Counted, usageBetween } from '../../../bench/cost/usage.ts';

const nothing: Counted = {
  queues: {},
  tables: {},
  units: {},
  logged: {},
  eventsPublished: 0,
  bytesFiltered: 0,
};
const stage = { invocations: [], queues: ['mail-dev-bulk'], prefix: 'mail-dev-' } as const;
const noEvents = { meter: 'snsPublish', what: 'events of SES', requests: 0, units: 0 };

describe('usage between two moments', () => {
  it('is what was counted since the first', () => {
    const before = {
      ...nothing,
      queues: { 'ReceiveMessage mail-dev-bulk': 4 },
      logged: { sender: 100 },
      eventsPublished: 1,
    };
    const after = {
      ...nothing,
      queues: { 'ReceiveMessage mail-dev-bulk': 10 },
      logged: { sender: 700 },
      eventsPublished: 5,
    };

    expect(usageBetween(before, after, stage)).toEqual([
      { meter: 'sqsRequest', what: 'bulk ReceiveMessage', requests: 6, units: 6 },
      { ...noEvents, requests: 4, units: 4 },
      { meter: 'logByte', what: 'sender', requests: 0, units: 600 },
    ]);
  });

  it('holds what filters on the body have read', () => {
    expect(
      usageBetween(
        { ...nothing, bytesFiltered: 1_000 },
        { ...nothing, bytesFiltered: 7_000 },
        stage,
      ),
    ).toEqual([
      noEvents,
      { meter: 'snsFilterByte', what: 'filters on the body', requests: 0, units: 6_000 },
    ]);
  });

  it('leaves out queues that AWS does not have and questions of the bench', () => {
    const queues = {
      'SendMessageBatch mail-dev-bulk': 2,
      'GetQueueAttributes mail-dev-bulk': 90,
      'ReceiveMessage local-subscription-bounce': 40,
      'ReceiveMessage mail-dev-transactional': 7,
    };

    expect(usageBetween(nothing, { ...nothing, queues }, stage)).toEqual([
      { meter: 'sqsRequest', what: 'bulk SendMessageBatch', requests: 2, units: 2 },
      noEvents,
    ]);
  });

  it('counts requests of a table once, and its units with those of indexes and of writes that were refused', () => {
    const after = {
      ...nothing,
      tables: {
        'CreateTable mail-dev-messages': 1,
        'UpdateItem mail-dev-messages': 30,
        'PutItem mail-dev-messages': 5,
        'BatchGetItem mail-dev-messages': 2,
        'GetItem mail-dev-messages': 1,
        'Query mail-dev-messages': 3,
      },
      units: {
        'write mail-dev-messages': 40,
        'write mail-dev-messages/by-ses-message-id': 10,
        'refused mail-dev-messages': 2,
        'read mail-dev-messages': 101.5,
      },
    };

    expect(usageBetween(nothing, after, stage)).toEqual([
      { meter: 'writeUnit', what: 'messages write', requests: 35, units: 40 },
      { meter: 'writeUnit', what: 'messages/by-ses-message-id write', requests: 0, units: 10 },
      { meter: 'writeUnit', what: 'messages refused', requests: 0, units: 2 },
      { meter: 'readUnit', what: 'messages read', requests: 3, units: 101.5 },
      { meter: 'readUnit', what: 'messages Query', requests: 3, units: 3 },
      noEvents,
    ]);
  });

  it('takes invocations by function, and their time by its memory', () => {
    const invocations = [
      { function: 'sender', memoryMegabytes: 512, billedMs: 1_500 },
      { function: 'recorder', memoryMegabytes: 256, billedMs: 400 },
      { function: 'sender', memoryMegabytes: 512, billedMs: 500 },
    ];

    expect(usageBetween(nothing, nothing, { ...stage, invocations })).toEqual([
      { meter: 'lambdaRequest', what: 'sender invocations', requests: 2, units: 2 },
      { meter: 'lambdaGbSecond', what: 'sender time', requests: 0, units: 1 },
      { meter: 'lambdaRequest', what: 'recorder invocations', requests: 1, units: 1 },
      { meter: 'lambdaGbSecond', what: 'recorder time', requests: 0, units: 0.1 },
      noEvents,
    ]);
  });
});
