/* Files come by a form of their own (`api/import_file`), never by the framework's way. */
export const uploadFiles = undefined;
