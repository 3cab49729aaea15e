import { describe, expect, it } from '@jest/globals';
import { chooseQueues, UnknownQueueError } from '../../../shared/dead-letters/choose-queues.ts';
import { memoryDeadLetters } from '../../fakes/memory-dead-letters.ts';

const names = ['dead-letters', 'feedback-dead-letters', 'urgent-feedback-dead-letters'];
const queues = names.map((name) => memoryDeadLetters(name, []).queue);

describe('chooseQueues', () => {
  it('means all queues when none is named', () => {
    expect(chooseQueues(queues, undefined)).toEqual(queues);
  });

  it.each(names)('means %s alone by its name', (name) => {
    expect(chooseQueues(queues, name).map((queue) => queue.name)).toEqual([name]);
  });

  it.each(['feedback', 'letters', 'ses-pipeline-prod-dead-letters', ''])(
    'refuses %j, and names those there are',
    (name) => {
      expect(() => chooseQueues(queues, name)).toThrow(UnknownQueueError);
      expect(() => chooseQueues(queues, name)).toThrow(`There are: ${names.join(', ')}.`);
    },
  );

  it('refuses any name where there are none', () => {
    expect(() => chooseQueues([], 'dead-letters')).toThrow('There are: none.');
  });
});
