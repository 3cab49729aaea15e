import { describe, expect, it } from '@jest/globals';
import { readMailing, UnusableMailingError } from '../../../local/demo/read-mailing.ts';

describe('read-mailing', () => {
  it('takes each line for a message, and puts it in the lane of its stream', () => {
    expect(
      readMailing('{"stream":"marketing"}\r\n\n{"stream":"transactional"}\n').messages,
    ).toEqual([
      { lane: 'bulk', body: '{"stream":"marketing"}' },
      { lane: 'transactional', body: '{"stream":"transactional"}' },
    ]);
  });

  it('leaves it to the pipeline to refuse a line that is no message', () => {
    expect(readMailing('{"to": [').messages).toEqual([{ lane: 'transactional', body: '{"to": [' }]);
  });

  it.each([
    ['', /no message/],
    ['\n \n', /no message/],
    [`{}\n"${'é'.repeat(524_288)}"`, /Line 2 is bigger/],
    ['{}\n{}\n\u0001', /Line 3 holds a control character/],
  ])('refuses what no queue would take', (text, problem) => {
    expect(() => readMailing(text)).toThrow(UnusableMailingError);
    expect(() => readMailing(text)).toThrow(problem);
  });

  it('takes emoji and other characters outside the basic plane', () => {
    expect(readMailing('{"subject":"👩🏽‍🚀"}').messages).toHaveLength(1);
  });
});
