/** What tests use of Node's own reader of certificates. See ../kernel/node-zlib.d.ts for why not all of it. */
declare module 'node:crypto' {
  export class X509Certificate {
    constructor(pem: string);
    readonly ca: boolean;
    /** Object identifiers of the extended key usage. */
    readonly keyUsage: readonly string[];
    readonly publicKey: { export(options: { readonly format: 'jwk' }): { readonly x?: string; readonly y?: string } };
    readonly serialNumber: string;
    readonly subjectAltName: string;
    readonly validFrom: string;
    readonly validTo: string;
    verify(issuer: X509Certificate['publicKey']): boolean;
  }
}
