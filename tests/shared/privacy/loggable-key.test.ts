import { describe, expect, it } from '@jest/globals';
import { hashed, loggableId, loggableKey } from '../../../shared/privacy/loggable-key.ts';

describe('loggable-key', () => {
  it('shows an id that cannot be an address as it is', () => {
    expect(loggableId('order-1')).toBe('order-1');
  });

  it('shows the hash of an id that could be an address, always the same', () => {
    // First 16 digits of `printf jane@example.org | sha256sum`.
    expect(loggableId('jane@example.org')).toBe('sha256:13d855ce931073d4');
    expect(loggableId('jane@example.org')).toBe(hashed('jane@example.org'));
    expect(loggableId('john@example.org')).not.toBe(hashed('jane@example.org'));
  });

  it('shows a key with its tenant, and the id as it may be shown', () => {
    expect(loggableKey({ tenantId: 'acme', messageId: 'jane@example.org' })).toEqual({
      tenantId: 'acme',
      messageId: hashed('jane@example.org'),
    });
  });
});
