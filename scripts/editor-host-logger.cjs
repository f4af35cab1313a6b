// Stands in for VS Code's native logger (@vscode/spdlog) in the host from the npm registry, where nothing is compiled:
// without it the log files stay empty, and with them the Output view's channels. Same calls, plain files.
'use strict';
// The host runs Node 24, which has this.
const fs = process.getBuiltinModule('node:fs');
const path = process.getBuiltinModule('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let commonLevel = 2;

class Logger {
  /** @param {string} _type @param {string} name @param {string} file @param {number} size @param {number} count */
  constructor(_type, name, file, size, count) {
    Object.assign(this, { name, file, size, count, level: null, pattern: null });
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  trace(text) {
    this.#write(0, text);
  }
  debug(text) {
    this.#write(1, text);
  }
  info(text) {
    this.#write(2, text);
  }
  warn(text) {
    this.#write(3, text);
  }
  error(text) {
    this.#write(4, text);
  }
  critical(text) {
    this.#write(5, text);
  }
  getLevel() {
    return this.level ?? commonLevel;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern(pattern) {
    this.pattern = pattern;
  }
  /** From here on the text goes to the file as it is: whoever logs formats it. */
  clearFormatters() {
    this.pattern = '';
  }
  flush() {}
  drop() {}

  #write(level, text) {
    if (level < this.getLevel()) return;
    const line = this.pattern === '' ? text : `${new Date().toISOString()} [${names[level]}] ${text}\n`;
    try {
      this.#rotate();
      fs.appendFileSync(this.file, line);
    } catch {
      // The folder was removed while the window closes: there is nowhere left to log to.
    }
  }

  #rotate() {
    const size = fs.statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (!this.size || size < this.size) return;
    fs.renameSync(this.file, `${this.file}.1`);
  }
}

const create = (type) => async (name, file, size, count) => new Logger(type, name, file, size, count);

exports.version = 11100;
exports.Logger = Logger;
exports.setLevel = (level) => {
  commonLevel = level;
};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = create('rotating');
exports.createAsyncRotatingLogger = create('rotating_async');
