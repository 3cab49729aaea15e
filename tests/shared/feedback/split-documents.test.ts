import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitDocuments } from '../../../shared/feedback/split-documents.ts';

describe('split documents', () => {
  it('one JSON document over many lines is one', () => {
    const text = JSON.stringify({ a: [{ b: 1 }] }, null, 2);

    expect(splitDocuments(text)).toEqual([text]);
  });

  it('JSON lines are one document each, with Windows line ends and blank lines too', () => {
    expect(splitDocuments('{"a":1}\r\n\r\n{"b":2}\n')).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('a broken line among JSON lines stays a document', () => {
    expect(splitDocuments('{"a":\n{"b":2}\nplain')).toEqual(['{"a":', '{"b":2}', 'plain']);
  });

  it('documents one after the other, with nothing between them, are as many', () => {
    expect(splitDocuments('{"a":1}{"b":"}{"}[{"c":3}]')).toEqual([
      '{"a":1}',
      '{"b":"}{"}',
      '[{"c":3}]',
    ]);
  });

  it('a line of several objects makes lines of the others, a broken one too', () => {
    expect(splitDocuments('{"a":1}{"b":2}\n{"c":')).toEqual(['{"a":1}{"b":2}', '{"c":']);
  });

  it('gives back every list of objects written one after the other, over several lines or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 2 }),
        fc.constantFrom('', '\n', ' ', '\r\n\r\n', '\ufeff'),
        fc.constantFrom(0, 2),
        (objects, between, indent) => {
          const texts = objects.map((object) => JSON.stringify(object, null, indent));
          expect(splitDocuments(texts.join(between))).toEqual(texts);
        },
      ),
    );
  });

  it('a broken document over many lines stays whole', () => {
    const text = '{\n  "list": [\n    {"emailAddress": "a"},\n    {"emailAddress": "b"}\n  ';

    expect(splitDocuments(text)).toEqual([text]);
  });

  it('plain text of several lines stays whole', () => {
    expect(splitDocuments('Hello\nworld')).toEqual(['Hello\nworld']);
  });

  it('a byte order mark is not part of the document', () => {
    expect(splitDocuments('\uFEFF{"a":1}')).toEqual(['{"a":1}']);
  });

  it('gives back every list of objects written one per line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 2 }),
        (objects) => {
          const lines = objects.map((object) => JSON.stringify(object));
          expect(splitDocuments(lines.join('\n'))).toEqual(lines);
        },
      ),
    );
  });
});
