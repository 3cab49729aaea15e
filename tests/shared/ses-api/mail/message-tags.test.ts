import { describe, expect, it } from '@jest/globals';
import { checkTags, parseTagsHeader } from '../../../../shared/ses-api/mail/message-tags.ts';

describe('message tags', () => {
  it.each([
    [{ name: '', value: 'v' }, 'The tag name must be specified.'],
    [{ name: 'n', value: '' }, 'The tag value must be specified.'],
    [{ name: 'n'.repeat(256), value: 'v' }, 'Tag name cannot exceed 255 characters.'],
    [{ name: 'n', value: 'v'.repeat(256) }, 'Tag value cannot exceed 255 characters.'],
    [
      { name: 'a b', value: 'v' },
      "Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
    ],
    [
      { name: 'n', value: 'é' },
      "Invalid tag value <é>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.",
    ],
    [
      { name: 'a b', value: '' },
      "Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
    ],
  ])('refuses %j in the words of SES', (tag, message) => {
    expect(checkTags([{ name: 'fine', value: 'fine' }, tag])).toMatchObject({
      code: 'InvalidParameterValue',
      status: 400,
      message,
    });
  });

  it('takes dots and at signs in values, 255 characters, and the four names of the Feedback-ID', () => {
    const tags = [
      { name: 'n'.repeat(255), value: 'a.b@c-d_e' },
      ...['a', 'b', 'c', 'd'].map((place) => ({ name: `ses:feedback-id-${place}`, value: 'x' })),
    ];

    expect(checkTags(tags)).toBeUndefined();
  });

  it('reads the header of a raw message', () => {
    expect(parseTagsHeader('a=b, c=d=e,f')).toEqual([
      { name: 'a', value: 'b' },
      { name: 'c', value: 'd=e' },
      { name: 'f', value: '' },
    ]);
  });
});
