import { LRUCache } from 'lru-cache';
import { type ParsedTemplate, parseTemplate } from '../../shared/templates/parse-template.ts';

const templates = new LRUCache<string, ParsedTemplate>({
  max: 500,
  maxSize: 16 * 1024 * 1024,
  sizeCalculation: (_, source) => source.length + 1,
});

/** A template, parsed once for all the mails that it fills. */
export const parsedTemplate = (source: string): ParsedTemplate => {
  const known = templates.get(source);
  if (known !== undefined) return known;
  const parsed = parseTemplate(source);
  templates.set(source, parsed);
  return parsed;
};
