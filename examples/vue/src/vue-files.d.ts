declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<{ mail: import("./mail").Mail }>;
  export default component;
}
