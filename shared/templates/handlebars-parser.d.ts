/// <reference types="handlebars" />

/** Handlebars' parser alone: without its compiler, which writes and runs JavaScript. */
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  export const parse: (source: string) => hbs.AST.Program;
}
