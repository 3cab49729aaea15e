import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { parseItem, readItem, UnreadableItem } from '../../../shared/system/unreadable-item.ts';

const schema = z.object({ id: z.string(), ses: z.optional(z.object({ account: z.string() })) });
const name = 'the item of tenant acme in the tenants table';

describe('unreadable-item', () => {
  it('reads an item that fits', () => {
    expect(readItem(schema, { id: 'a' }, name)).toEqual({ id: 'a' });
    expect(parseItem(schema, { id: 'a' }, name)).toEqual({ id: 'a' });
  });

  it.each([
    ['an attribute', { id: 1 }, [], ['id']],
    ['several', { id: 1, ses: { account: 2 } }, [], ['id', 'ses.account']],
    ['the item itself', 'text', [], ['the whole of it']],
    ['a part of an item', { id: 1 }, ['pauses', 'bulk'], ['pauses.bulk.id']],
  ])('says which attributes cannot be read: %s', (_, raw, below, attributes) => {
    const read = readItem(schema, raw, name, below);

    expect(read).toBeInstanceOf(UnreadableItem);
    expect(read).toMatchObject({ name: 'UnreadableItem', attributes });
    expect(() => parseItem(schema, raw, name, below)).toThrow(UnreadableItem);
  });

  it('names an attribute once, however much is wrong with it', () => {
    const twice = z.object({ id: z.string().check(z.minLength(5), z.regex(/^\d+$/)) });

    expect(readItem(twice, { id: 'a' }, name)).toMatchObject({ attributes: ['id'] });
  });

  it('says which item to correct, and no value', () => {
    const read = readItem(schema, { id: 4711 }, name);

    expect(String(read)).toContain(`Correct ${name}: id cannot be read.`);
    expect(String(read)).not.toContain('4711');
  });
});
