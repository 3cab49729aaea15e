import { describe, expect, it } from '@jest/globals';
import { chooseQueues, UnknownQueueError } from '../../../shared/dead-letters/choose-queues.ts';
import { memoryLetters } from '../../fakes/memory-letters.ts';

const queues = ['urgent-feedback-', 'feedback-', '', 'schedule-'].map(
  (kind) => memoryLetters(`ses-pipeline-dev-${kind}dead-letters`, []).queue,
);
const namesOf = (name: string | undefined) => chooseQueues(queues, name).map((queue) => queue.name);

describe('chooseQueues', () => {
  it('means all queues when none is named', () => {
    expect(namesOf(undefined)).toEqual(queues.map((queue) => queue.name));
  });

  it.each([
    ['dead-letters', 'ses-pipeline-dev-dead-letters'],
    ['feedback-dead-letters', 'ses-pipeline-dev-feedback-dead-letters'],
    ['urgent-feedback-dead-letters', 'ses-pipeline-dev-urgent-feedback-dead-letters'],
    ['ses-pipeline-dev-schedule-dead-letters', 'ses-pipeline-dev-schedule-dead-letters'],
  ])('knows %s', (name, whole) => {
    expect(namesOf(name)).toEqual([whole]);
  });

  it.each(['feedback', 'letters-', 'ses-pipeline-prod-dead-letters', ''])(
    'refuses %j, and names those there are',
    (name) => {
      expect(() => namesOf(name)).toThrow(UnknownQueueError);
      expect(() => namesOf(name)).toThrow('ses-pipeline-dev-feedback-dead-letters');
    },
  );
});
