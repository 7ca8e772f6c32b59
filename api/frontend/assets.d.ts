/** Files that the build puts into the application as text. */
declare module "*.svg" {
  const text: string;
  export default text;
}
