/** The part of autocannon that the benchmark uses; the package brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface OutgoingRequest {
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    body?: string;
    /** Called before each sending. */
    readonly setupRequest?: (request: OutgoingRequest) => OutgoingRequest;
  }

  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Milliseconds between samples. */
    readonly sampleInt: number;
    readonly requests: readonly OutgoingRequest[];
  }

  interface Instance extends EventEmitter {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void,
    ): this;
    on(event: 'reqError', listener: (error: Error) => void): this;
  }

  export default function autocannon(options: Options, done: (error: Error | null) => void): Instance;
}
