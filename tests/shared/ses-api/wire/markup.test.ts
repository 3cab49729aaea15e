import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { element, escapeMarkup, html } from '../../../../shared/ses-api/wire/markup.ts';

describe('markup', () => {
  it('escapes text and leaves markup alone', () => {
    expect(
      html`<p title="${'"><script>'}">${element('b', '<i>')}${undefined}${[1, true]}</p>`.markup,
    ).toBe('<p title="&quot;&gt;&lt;script&gt;"><b>&lt;i&gt;</b>1true</p>');
  });

  it('replaces what XML cannot hold', () => {
    expect(escapeMarkup('a\u0000b\u001fc\ud800d\ufffe\n')).toBe('a\ufffdb\ufffdc\ufffdd\ufffd\n');
  });

  it('property: no text can open a tag or leave an attribute', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        expect(escapeMarkup(text)).not.toMatch(/[<>"']/),
      ),
    ));
});
