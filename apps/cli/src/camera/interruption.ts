/** What a shell expects of a program that Ctrl-C has ended. */
const interruptedCode = 130;

/**
 * Ends a look when somebody presses Ctrl-C: once in good order, the second time at once. The exit code
 * says that it was not let run.
 */
export class Interruption {
  private heard = false;
  private readonly hear: () => void;

  constructor(onInterrupt: () => void) {
    this.hear = () => {
      process.exitCode = interruptedCode;
      if (this.heard) process.exit(interruptedCode);
      this.heard = true;
      onInterrupt();
    };
    process.on('SIGINT', this.hear);
  }

  get isHeard(): boolean {
    return this.heard;
  }

  over(): void {
    process.off('SIGINT', this.hear);
  }
}
