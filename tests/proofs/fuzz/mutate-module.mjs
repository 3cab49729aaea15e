// Loaded before a program: replaces one text in one of its modules, as the variable MUTANT says.
import { registerHooks } from 'node:module';

const { file, from, to } = JSON.parse(process.env.MUTANT);

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!url.endsWith(`/${file}`)) return loaded;
    const source = Buffer.from(loaded.source).toString();
    if (source.split(from).length !== 2)
      throw new Error(
        `${file} holds the text to be replaced ${source.split(from).length - 1} times.`,
      );
    return { ...loaded, source: source.replace(from, () => to) };
  },
});
