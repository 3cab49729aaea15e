import { describe, expect, it } from '@jest/globals';
import { partOf } from '../../../shared/feedback/part-of.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

describe('the part that an event is about', () => {
  it.each([
    [{ 'pipeline-part': '0' }, 0],
    [{ 'pipeline-part': '98' }, 98],
    [{ 'pipeline-part': '99' }, undefined],
    [{ 'pipeline-part': '' }, undefined],
    [{ 'pipeline-part': 'first' }, undefined],
    [{}, undefined],
    [{ 'pipeline-message': 'order-1' }, undefined],
  ])('of %j is %j: none is no part, and not the first', (tags, part) => {
    expect(partOf(feedbackEvent({ tags }))).toBe(part);
  });

  it('is not what all objects have', () => {
    const tags = Object.create({ 'pipeline-part': '1' });

    expect(partOf(feedbackEvent({ tags }))).toBeUndefined();
  });
});
