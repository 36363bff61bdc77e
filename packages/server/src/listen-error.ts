import { StartupError, systemCode } from './startup-error.ts';

/**
 * Why a port or address cannot be had, as a sentence for the operator; what is no such reason is given back as it is.
 * @param variable the setting that names the port
 */
export function listenError(error: unknown, variable: string, host: string, port: number): unknown {
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} is in use: stop what uses it, or choose another one, like ${variable}=${port === 65_535 ? 8787 : port + 1}.`,
      );
    case 'EACCES':
    case 'EPERM':
      return new StartupError(
        `Port ${port} may not be used by this user: choose one from 1024 up, like ${variable}=8787.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    // What Bun says of a name that leads nowhere; the port was checked by the configuration.
    case 'EINVAL':
      return new StartupError(
        `HOST is "${host}", which is no address of this machine: use 0.0.0.0 for all of them or 127.0.0.1.`,
      );
    default:
      return error;
  }
}
