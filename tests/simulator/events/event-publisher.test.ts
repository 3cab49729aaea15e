import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createEventPublisher,
  type EventPublisher,
  type PublishResult,
  type TopicMessage,
} from '../../../simulator/events/event-publisher.ts';

let publisher: EventPublisher | undefined;

afterEach(() => publisher?.close());

const untilPublished = async (count: number): Promise<void> => {
  while ((publisher?.published() ?? 0) < count)
    await new Promise((resolve) => setTimeout(resolve, 2));
};

const message = (text: string): TopicMessage => ({ subject: undefined, message: text });

describe('event publisher', () => {
  it('gathers messages of one topic into batches of at most ten', async () => {
    const batches: [string, number][] = [];
    publisher = createEventPublisher(async (topic, messages) => {
      batches.push([topic, messages.length]);
      return messages.map(() => 'published');
    });

    for (let index = 0; index < 25; index += 1) publisher.publish('one', message('x'), () => {});
    publisher.publish('two', message('xé'), () => {});
    await untilPublished(26);

    expect(batches.filter(([topic]) => topic === 'one').map(([, size]) => size)).toEqual([
      10, 10, 5,
    ]);
    expect(batches.filter(([topic]) => topic === 'two')).toEqual([['two', 1]]);
    expect(publisher.publishedBytes()).toEqual({ one: 25, two: 3 });
  });

  it('keeps to ten when many more wait for SNS to answer', async () => {
    const sizes: number[] = [];
    const gate = Promise.withResolvers<void>();
    publisher = createEventPublisher(async (_topic, messages) => {
      sizes.push(messages.length);
      await gate.promise;
      return messages.map(() => 'published');
    });

    for (let index = 0; index < 135; index += 1) publisher.publish('one', message('x'), () => {});
    gate.resolve();
    await untilPublished(135);

    expect(Math.max(...sizes)).toBe(10);
  });

  it('keeps a batch under the size that SNS takes', async () => {
    const sizes: number[] = [];
    publisher = createEventPublisher(async (_topic, messages) => {
      sizes.push(messages.reduce((sum, { message: text }) => sum + text.length, 0));
      return messages.map(() => 'published');
    });

    for (let index = 0; index < 9; index += 1)
      publisher.publish('one', message('x'.repeat(100_000)), () => {});
    await untilPublished(9);

    expect(Math.max(...sizes)).toBeLessThanOrEqual(240_000);
  });

  it('tries again what failed, until it is published, and publishes nothing twice', async () => {
    const answers: (PublishResult | Error)[] = [
      new Error('unreachable'),
      'failed',
      'no-such-topic',
      'published',
    ];
    const done: string[] = [];
    const sent: string[] = [];
    publisher = createEventPublisher(async (_topic, messages) => {
      const answer = answers.shift() ?? 'published';
      if (answer instanceof Error) throw answer;
      if (answer === 'published') sent.push(...messages.map(({ message: text }) => text));
      return messages.map(() => answer);
    });

    publisher.publish('one', message('a'), () => done.push('a'));
    await untilPublished(1);

    expect(sent).toEqual(['a']);
    expect(done).toEqual(['a']);
    expect(publisher.failedAttempts()).toBe(3);
    expect(publisher.waiting()).toBe(0);
  });
});
