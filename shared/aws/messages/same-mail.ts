/**
 * Condition that no other mail has the id; compares with `:fingerprint`. Items of earlier versions
 * have no fingerprint and always match.
 */
export const sameMail = '(attribute_not_exists(fingerprint) OR fingerprint = :fingerprint)';
