/**
 * Condition: no other mail has the id, whose fingerprint is `:fingerprint`. Items of earlier times
 * tell nothing of it.
 */
export const sameMail = '(attribute_not_exists(fingerprint) OR fingerprint = :fingerprint)';
