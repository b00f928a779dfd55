/* Built from js/ and widgets/: do not edit. */
function s(r,e={},...t){let i=document.createElement(r);for(let[o,n]of Object.entries(e))c(i,o,n);return i.append(...t),i}function c(r,e,t){if(t===null||t===!1){r.hasAttribute(e)&&r.removeAttribute(e);return}let i=t===!0?"":String(t);r.getAttribute(e)!==i&&r.setAttribute(e,i)}function f(r,e){if(r.textContent===e)return;let t=r.firstChild;e&&t instanceof Text&&t===r.lastChild?t.data=e:r.textContent=e}var S="http://www.w3.org/2000/svg";function E(r){let e=document.createElementNS(S,"svg");for(let[i,o]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))e.setAttribute(i,o);let t=document.createElementNS(S,"path");return t.setAttribute("d",r),e.append(t),e}var $={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};var N=/^[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?$/,A="\\d{4}-\\d\\d-\\d\\d",_="\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?(Z|[+-]\\d\\d:\\d\\d)?",O={integer:[/^[+-]?\d{1,400}$/,"Digits only, like 1200"],number:[N,"Digits and a point, like 1200.5"],decimal:[N,"Digits and a point, like 1200.50"],date:[new RegExp(`^${A}$`),"Year-month-day, like 2026-03-31"],datetime:[new RegExp(`^${A}([ T]${_})?$`),"A date and time, like 2026-03-31 18:30"],time:[new RegExp(`^${_}$`),"A time, like 18:30"],uuid:[/^[0-9a-fA-F-]{32,36}$/,"A UUID: 32 hexadecimal digits"]},R=r=>["integer","number","decimal"].includes(r.editor??"");function j(r){return O[r.editor??""]?.[1].split("like ")[1]??""}function y(r,e){if(typeof e=="boolean"||r.editor==="text")return{value:e,problem:""};let t=e.trim();if(t==="")return r.mandatory?{problem:"A value is needed"}:{value:null,problem:""};let i=O[r.editor??""];return i?i[0].test(t)&&!G(r.editor,t)?{value:t,problem:""}:{problem:i[1]}:{problem:"This can not be edited"}}function G(r,e){if(r!=="date"&&r!=="datetime")return!1;let t=e.slice(0,10),i=new Date(`${t}T00:00:00Z`);return Number.isNaN(i.getTime())||i.toISOString().slice(0,10)!==t}var U=250,W=60,K=0,m=class{element=s("div",{class:"field"});wrong="";unsent=!1;name;#t;#e;#r;#s=`field-${K+=1}`;#o=s("span",{class:"field-why",id:`${this.#s}-why`,"aria-live":"polite"});#l=s("span",{class:"note"});#i=s("button",{type:"button",class:"button plain back",title:"Revert"});#c=s("span",{class:"theirs-text",dir:"auto"});#n;#h;constructor(e,t){this.#t=t,this.#r=e,this.name=e.name,this.#e=Z(e,this.#s);let i=s("button",{type:"button",class:"button"},"Take theirs"),o=s("button",{type:"button",class:"button"},"Keep mine");i.addEventListener("click",()=>{this.forget(),t.revert(this.name)}),o.addEventListener("click",()=>t.keep(this.name)),this.#n=s("div",{class:"conflict",role:"group","aria-label":`Conflict in ${e.label}`,hidden:!0},s("span",{class:"theirs"},"Now at the source: ",this.#c),i,o),this.#i.textContent="Revert",this.#i.setAttribute("aria-label",`Revert ${e.label}`),this.#i.addEventListener("click",()=>{this.forget(),t.revert(this.name),this.focus()});let n=e.mandatory?[s("span",{class:"needed","aria-hidden":"true"}," *")]:[];this.element.append(s("div",{class:"field-top"},s("label",{class:"field-name",for:this.#s,dir:"auto"},e.label,...n),this.#l,this.#i),this.#e,this.#o,this.#n),this.#e.addEventListener("input",()=>this.#p()),this.#e.addEventListener("change",()=>{this.flush()})}close(){clearTimeout(this.#h)}focus(){this.#e.focus()}paint(e,{off:t,busy:i}){this.#r=e;let{dirty:o,error:n,theirs:l,locked:a}=e,d=this.#e;!this.unsent&&!this.wrong&&C(d,e.text);let h=t||!!a;d instanceof HTMLSelectElement?d.disabled=h||i:d.readOnly=h||i,c(d,"aria-disabled",h?"true":null),c(d,"title",a||null),f(this.#l,a?Y(a):o?"changed":""),this.#l.title!==(a??"")&&(this.#l.title=a??""),this.element.dataset.mark=l!==null?"conflict":o?"dirty":"",c(this.#i,"hidden",!(o||this.wrong)||t),this.#f(this.wrong||n),f(this.#c,l??""),c(this.#n,"hidden",l===null)}async flush(){if(clearTimeout(this.#h),this.wrong)return!1;if(!this.unsent)return!0;let e=this.#a();if(!("value"in e))return this.refuse(e.problem);let t=this.#e.value,i=await this.#t.edit(this.name,e.value);return this.#e.value!==t?!1:(this.unsent=!1,i?this.refuse(i.fields?.[this.name]??i.message):(this.#t.changed(),!0))}refuse(e){return this.wrong=e,this.#f(e),c(this.#i,"hidden",!1),this.#t.changed(),!1}forget(){clearTimeout(this.#h),this.unsent=!1,this.wrong="",C(this.#e,this.#r.text),this.#f("")}#p(){clearTimeout(this.#h),this.unsent=!0,this.wrong="",this.#f(""),this.#h=setTimeout(()=>{this.#d()},U),this.#t.changed()}async#d(){"value"in this.#a()&&await this.flush()}#a(){let e=this.#r,t=this.#e.value;return e.editor==="boolean"?y(e,t===""?"":t==="true"):y(e,t)}#f(e){f(this.#o,e),c(this.#e,"aria-invalid",e?"true":null),c(this.#e,"aria-describedby",e?`${this.#s}-why`:null)}};function Z(r,e){let t={class:"field-box",id:e,...r.mandatory&&{"aria-required":"true"}};if(r.editor==="boolean"){let i=["","true","false"].map(o=>s("option",{value:o},o||"–"));return s("select",t,...i)}return r.editor==="text"&&((r.text?.length??0)>W||r.text?.includes(`
`))?s("textarea",{...t,rows:3,spellcheck:"false",dir:"auto"}):s("input",{...t,type:"text",autocomplete:"off",spellcheck:"false",dir:"auto",placeholder:r.locked?"":j(r)||(r.editor==="text"?"empty":""),inputmode:R(r)?"decimal":"text"})}function C(r,e){r.value!==(e??"")&&(r.value=e??"")}var Y=r=>r.length>24?"read-only":r;function b(r,e,t){return{v:1,id:r,seq:e,...t}}var p=r=>typeof r=="number"&&Number.isSafeInteger(r)&&r>=0;function J(r){return typeof r!="object"||r===null?!1:Object.values(r).every(e=>p(e?.rows)&&p(e.blanks)&&Array.isArray(e.bins)&&Array.isArray(e.top))}function I(r){if(typeof r!="object"||r===null)return null;let e=r;return e.v!==1?null:e.kind==="rows"&&p(e.first)&&p(e.count)&&p(e.generation)?e.shift!==void 0&&!Number.isSafeInteger(e.shift)?null:r:e.kind==="distributions"&&p(e.rows)&&J(e.columns)||e.kind==="error"&&typeof e.message=="string"||e.kind==="answer"&&typeof e.id=="string"&&p(e.seq)&&typeof e.body=="object"&&e.body!==null||e.kind==="done"&&typeof e.id=="string"&&p(e.seq)?r:null}function g(){let r=crypto.getRandomValues(new Uint32Array(4));return Array.from(r,e=>e.toString(16).padStart(8,"0")).join("")}var Q={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},X=new Set(["refresh","set_viewport","set_search","load_more"]),v=class{state="open";seq=0;#t=g();#e=new Map;#r=new Map;#s;#o;constructor(e,t){this.#s=e,this.#o=t,e.on("msg:custom",this.#c),e.on("comm_live_update",this.#n)}close(){this.#s.off("msg:custom",this.#c),this.#s.off("comm_live_update",this.#n),this.#i()}send(e){this.seq+=1,this.#l(this.seq,e)}repeat(){for(let[e,{request:t}]of this.#e)X.has(t.kind)&&this.#l(e,t)}#l(e,t){try{this.#s.send(b(this.#t,e,t)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#o.lost()}}async ask(e){return(await this.fetch(e)).problem}fetch(e,t){return new Promise(i=>{let o=this.seq+1;this.#e.set(o,{request:e,resolve:i}),t&&this.#r.set(o,t),this.send(e)})}become(e){this.state=e,e==="lost"&&this.#i(),this.#o.changed()}#i(){for(let{resolve:e}of this.#e.values())e({problem:Q,body:{}});this.#e.clear(),this.#r.clear()}#c=(e,t)=>{let i=I(e);if(!i||i.id!==null&&i.id!==this.#t)return;this.#o.heard();let o=i.kind==="rows"||i.seq===null?void 0:this.#e.get(i.seq);if(i.kind==="distributions")return this.#o.spread?.(i);if(!o||i.seq===null){(i.kind==="rows"||i.kind==="error")&&this.#o.message(i,t);return}if(i.kind==="answer"&&i.more)return this.#r.get(i.seq)?.(i.body);this.#e.delete(i.seq),this.#r.delete(i.seq);let n=i.kind==="error"?{message:i.message,hint:i.hint,fields:i.fields}:null;o.resolve({problem:n,body:i.kind==="answer"?i.body:{},buffer:t?.[0]})};#n=e=>{e===!1?this.become("lost"):this.#o.live()}};var ee=8e3,te={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},x=class{problem=null;#t;#e;#r;#s;silenced=()=>{};#o=!1;#l=!1;#i;constructor(e,t,i){this.#t=e,this.#e=t,this.#s=i,this.#r=new v(e,{message:o=>o.kind==="error"&&this.#h(o),heard:()=>this.#n(),changed:()=>{this.silenced(this.silent),this.#d()},lost:()=>this.#d(),live:()=>this.#d()});for(let o of t)e.on(`change:${o}`,this.#p)}close(){this.#l=!0,clearTimeout(this.#i);for(let e of this.#e)this.#t.off(`change:${e}`,this.#p);this.#r.close()}get(e){return this.#t.get(e)}get connection(){return te[this.#r.state]}get silent(){return this.#r.state==="silent"}get lost(){return this.#r.state==="lost"}again(){this.#r.become("open"),this.#r.repeat(),this.ask({kind:"hello"})}async ask(e){return this.problem=null,(await this.fetch(e)).problem}async fetch(e){let t=this.#r.fetch(e);this.#c();let i=await t;return this.problem=i.problem,this.#d(),i}#c(){clearTimeout(this.#i),!this.lost&&(this.#i=setTimeout(()=>this.#r.become("silent"),ee))}#n(){clearTimeout(this.#i),this.#r.state!=="open"&&this.#r.become("open")}#h({message:e,hint:t}){this.problem={message:e,hint:t},this.#d()}#p=()=>{this.#n(),this.#d()};#d(){this.#o||this.#l||(this.#o=!0,queueMicrotask(()=>{this.#o=!1,this.#l||this.#s()}))}};function L(r,e){let t=s("button",{type:"button",class:"button again",hidden:!0},"Retry");t.addEventListener("click",()=>r.again()),r.silenced=i=>c(t,"hidden",!i),e.after(t)}function z(r){let e=r?[r.message,r.hint??""].filter(Boolean):[];return e.map((t,i)=>i<e.length-1&&!/[.!?]$/.test(t)?`${t}.`:t).join(" ")}var w=class{#t;#e=s("span",{class:"title",dir:"auto"});#r=s("span",{class:"id",dir:"auto"});#s=s("span",{class:"chip",role:"status"});#o=s("div",{class:"locked",dir:"auto"});#l=s("div",{class:"fields"});#i=s("div",{class:"news",role:"alert",dir:"auto"});#c=s("button",{type:"button",class:"button"},E($.undo),"Revert");#n=s("button",{type:"button",class:"button primary"},"Save");#h=s("span",{class:"dot","aria-hidden":"true"});#p=s("div",{class:"foot"},this.#h,this.#i,this.#c,this.#n);#d=s("div",{class:"frame",role:"form"},s("div",{class:"head"},this.#e,this.#r,this.#s),this.#o,this.#l,this.#p);#a=new Map;#f=!1;constructor(e,t){this.#t=new x(e,["state","title"],()=>this.#b()),L(this.#t,this.#i),this.#n.addEventListener("click",()=>{this.#g()}),this.#c.addEventListener("click",()=>{this.#w()}),this.#d.addEventListener("keydown",i=>this.#k(i)),t.append(this.#d),this.#b()}close(){for(let e of this.#a.values())e.close();this.#t.close()}get#m(){return this.#t.get("state")}#b(){let e=this.#m,t=this.#t;f(this.#e,t.get("title")),f(this.#r,e.new?"new":`#${e.id}`),c(this.#d,"aria-label",`${t.get("title")} ${e.new?"new":e.id}`);let i=e.locked?`Read-only: ${e.locked}`:"";f(this.#o,i||(e.missing&&!e.message?"The record is being loaded…":"")),this.#v(e),this.#u()}#u(){let e=this.#m,t=this.#t,i=e.fields.filter(u=>u.dirty).length+e.others.length,o=[...this.#a.values()].some(u=>u.wrong),n=e.fields.some(u=>u.theirs!==null),l=this.#f||e.status==="Pending",a=[...this.#a.values()].some(u=>u.unsent),[d,h]=l?["Saving…","busy"]:n?["Changed at the source","warn"]:e.status==="Failed"?["Not saved","bad"]:i||a?[i>1?`${i} changes`:"1 change","busy"]:["","good"];f(this.#s,d),this.#s.dataset.mood=h;let M=z(t.problem),k=t.connection||e.message||M;f(this.#i,k),this.#i.title!==k&&(this.#i.title=k),this.#p.dataset.mood=t.connection||e.message||M?"bad":h;let T=!l&&!t.lost&&!e.locked;this.#n.disabled=!T||o||!(i||a||e.new),this.#n.title=e.locked?`Read-only: ${e.locked}`:o?"Correct what is marked first":"",this.#c.disabled=!T||!(i||a||o||e.status==="Failed"),c(this.#n,"aria-busy",l?"true":null),f(this.#n,e.new?"Add":"Save")}#v({fields:e,locked:t,status:i,missing:o}){let n=e.map(a=>`${a.name} ${a.editor}`),l=[...this.#a.keys()];if(n.length!==l.length||n.some((a,d)=>a!==l[d])){for(let[a,d]of this.#a)n.includes(a)||d.close();this.#a=new Map(e.map((a,d)=>{let h=n[d]??"";return[h,this.#a.get(h)??new m(a,this.#x())]})),this.#l.replaceChildren(...[...this.#a.values()].map(({element:a})=>a))}e.forEach((a,d)=>{this.#a.get(n[d]??"")?.paint(a,{off:t!==""||o,busy:i==="Pending"})})}#x(){return{edit:(e,t)=>this.#t.ask({kind:"edit",row:this.#m.id??"",column:e,value:t}),revert:e=>{this.#t.ask({kind:"revert",column:e})},keep:e=>{this.#t.ask({kind:"keep",column:e})},changed:()=>this.#u()}}async#g(){if(this.#f||this.#n.disabled)return;this.#f=!0,this.#u();let t=(await Promise.all([...this.#a.values()].map(n=>n.flush()))).every(Boolean)?await this.#t.ask({kind:"save"}):null;this.#f=!1;let i=t?.fields??{},o=null;for(let n of this.#a.values()){let l=Object.hasOwn(i,n.name)?i[n.name]??"":"";l&&n.refuse(l),n.wrong&&(o??=n)}o?.focus(),this.#u()}async#w(){for(let e of this.#a.values())e.forget();await this.#t.ask({kind:"revert",column:null})}#k(e){e.stopPropagation(),!(e.isComposing||!(e.key==="Enter"&&(e.ctrlKey||e.metaKey||e.target instanceof HTMLInputElement)))&&(e.preventDefault(),this.#g())}};var q=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

:host {
  all: initial;
  display: block;
  width: 100%;
  color-scheme: light dark;

  --paper: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#ffffff, #17191d)));
  --raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f6f7f9, #1f2227)));
  --ink: var(--jp-content-font-color1, var(--vscode-foreground, light-dark(#1d2129, #e4e6ea)));
  /* Mixed towards the ink: quiet text must keep a contrast of 4.5 on every paper. */
  --soft: color-mix(in srgb, var(--jp-content-font-color2, var(--vscode-descriptionForeground, light-dark(#5b6370, #9aa3b0))) 80%, var(--ink));
  --line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#e2e5ea, #31353c)));
  --accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1a6fd4, #5aa9ff)));
  --bad: var(--jp-error-color1, light-dark(#c62828, #ff7b72));
  /* Mixed towards the ink: hosts have one red for both papers. */
  --bad-ink: color-mix(in srgb, var(--bad) 78%, var(--ink));
  --warn: var(--jp-warn-color1, light-dark(#b26a00, #e3a23c));
  --good: var(--jp-success-color1, light-dark(#2e8540, #4cc38a));
  --hairline: color-mix(in srgb, var(--line) 65%, transparent);
  --hover: color-mix(in srgb, var(--accent) 7%, var(--paper));
  --picked: color-mix(in srgb, var(--accent) 15%, var(--paper));
  --fresh: color-mix(in srgb, var(--warn) 30%, transparent);
  --bone: color-mix(in srgb, var(--ink) 9%, transparent);
  --font: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", sans-serif));

  /* For all that scrolls: left to itself Firefox paints white ones on dark paper. */
  scrollbar-color: color-mix(in srgb, var(--soft) 55%, transparent) transparent;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }

/* Not their ::before and ::after: the browser would compute both for every element. */
* { box-sizing: border-box; }
[hidden] { display: none !important; }

/* --- buttons --- */

.button {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink);
  cursor: pointer;
  font: 12px/1 var(--font);
}
.button:hover:not(:disabled) { border-color: var(--accent); color: var(--accent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.button:disabled { cursor: default; opacity: 0.5; }
.button.primary { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #10131a); }
.button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--accent) 85%, var(--ink)); color: light-dark(#ffffff, #10131a); }
.button.plain { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.button.delete:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.button.danger { border-color: var(--bad); color: var(--bad-ink); }
.button.danger:hover:not(:disabled) { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, var(--paper)); color: var(--bad-ink); }
.button.failed { height: 22px; border-color: color-mix(in srgb, var(--bad) 55%, transparent); border-radius: 11px; color: var(--bad-ink); }
.button.failed::before { width: 6px; height: 6px; border-radius: 50%; background: var(--bad); content: ""; }
.button.failed:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.refresh { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.refresh[aria-busy] svg { animation: dn-turn 1s linear infinite; }
@keyframes dn-turn { to { transform: rotate(1turn); } }

/* --- typing --- */

.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; }
.field-name { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.needed { color: var(--bad); }
.field-box {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  outline: 0;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.field-box:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field-box[aria-invalid] { border-color: var(--bad); }
.field-box[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--bad); }
.field-box::placeholder, .edit-box::placeholder { color: var(--soft); font-style: italic; opacity: 1; }
.field-why { color: var(--bad-ink); font-size: 11.5px; line-height: 1.3; }
.field-why:empty { display: none; }

/* --- writes that were refused --- */

.failure { display: flex; align-items: center; gap: 12px; min-width: 0; }
.failure-text { flex: 1; min-width: 0; }
.failure-what { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.failure-row { margin-left: 8px; color: var(--soft); font-weight: 400; }
.failure-why { color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-acts { display: flex; flex: none; gap: 6px; }
.failures-head { display: flex; flex: none; align-items: center; gap: 6px; padding: 6px 6px 6px 12px; border-bottom: 1px solid var(--line); }
.failures-title { flex: 1; font-weight: 600; }
.failures-list { margin: 0; padding: 0; overflow: auto; list-style: none; scrollbar-width: thin; }
.failures-list .failure { padding: 8px 8px 8px 12px; border-bottom: 1px solid var(--hairline); }
.failures-list .failure:last-child { border-bottom: 0; }
.failures-more { padding: 6px 12px; border-top: 1px solid var(--hairline); color: var(--soft); font-size: 12px; }
.failures-more:empty { display: none; }

/* --- signs --- */

.dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }
@keyframes dn-breathe { 50% { opacity: 0.45; } }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bone {
  display: inline-block;
  height: 9px;
  border-radius: 4px;
  background: var(--bone);
  animation: dn-breathe 1.6s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  .dot, .bone, .refresh svg { animation: none !important; }
}
`;var ie={content:{data:{}}};async function oe(r){try{let e=await r.widget_manager?.get_model(r.get("_model_key"));return e?.comm&&e._handle_comm_msg?e:null}catch{return null}}async function D(r){let e=await oe(r);if(e)try{await e._handle_comm_msg(ie)}catch{let t=Object.getPrototypeOf(Object.getPrototypeOf(e))._handle_comm_msg;e.comm.on_msg(i=>t.call(e,i)),e.comm_live&&e.comm.send({method:"request_state"})}}function ne(r,e){let t=r.dataset.jpThemeLight;if(t==="true")return"light";if(t==="false")return"dark";for(let i of[r,e]){if(i.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(i.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function P(r){let{body:e,documentElement:t}=document;function i(){let l=ne(e,t);l?r.dataset.theme=l:delete r.dataset.theme}let o=new MutationObserver(i),n={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return o.observe(e,n),o.observe(t,n),i(),()=>o.disconnect()}function V({model:r}){try{r.send(b(g(),0,{kind:"hello"}))}catch{}}function H({model:r,el:e},t,i,o){let n=document.createElement("div");n.className=t,n.dataset.lmSuppressShortcuts="true";let l=n.attachShadow({mode:"open"}),a=new CSSStyleSheet;a.replaceSync(q+i),l.adoptedStyleSheets=[a],e.append(n);let d=P(n);D(r);let h=o(r,l,n);return()=>{d(),h.close(),n.remove()}}var F=`/* What the small widgets share: a framed panel with a status line. */
.frame {
  display: flex;
  flex-direction: column;
  min-height: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}
.foot {
  display: flex;
  flex: none;
  align-items: center;
  gap: 8px;
  min-height: 32px;
  padding: 0 6px 0 12px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  color: var(--soft);
  font-size: 12px;
  font-variant-numeric: tabular-nums;
}
.foot .news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.foot .age { white-space: nowrap; }
.foot[data-mood="bad"] .news { color: var(--bad-ink); }
.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }
.foot[data-mood="warn"] .dot { background: var(--warn); }
.foot[data-mood="bad"] .dot { background: var(--bad); }
.chip { padding: 1px 7px; border: 1px solid var(--line); border-radius: 9px; color: var(--soft); font-size: 11px; white-space: nowrap; }
.chip:empty { display: none; }
.chip[data-mood="busy"] { border-color: color-mix(in srgb, var(--accent) 50%, transparent); color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.chip[data-mood="warn"] { border-color: color-mix(in srgb, var(--warn) 60%, transparent); color: color-mix(in srgb, var(--warn) 65%, var(--ink)); }
.chip[data-mood="bad"] { border-color: color-mix(in srgb, var(--bad) 55%, transparent); color: var(--bad-ink); }
`;var B=`/* The look of a form: fields side by side as far as there is room. */

.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; padding: 9px 12px 8px; border-bottom: 1px solid var(--line); }
.title { min-width: 0; overflow: hidden; font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.id { flex: 1; color: var(--soft); font-size: 12px; unicode-bidi: isolate; white-space: nowrap; }
.locked { padding: 6px 12px; border-bottom: 1px solid var(--line); background: color-mix(in srgb, var(--warn) 12%, var(--paper)); font-size: 12px; }
.locked:empty { display: none; }

.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 10px 14px; align-items: start; max-height: 460px; padding: 10px 12px 12px; overflow: auto; scrollbar-width: thin; }
.field { position: relative; padding-left: 8px; }
.field::before { position: absolute; inset: 2px auto 2px 0; width: 3px; border-radius: 2px; content: ""; }
.field[data-mark="dirty"]::before { background: var(--accent); }
.field[data-mark="conflict"]::before { background: var(--warn); }
.field-top { display: flex; align-items: baseline; gap: 6px; min-height: 20px; }
.field-name { flex: 0 1 auto; }
.note { flex: 1; overflow: hidden; color: var(--soft); font-size: 11px; text-overflow: ellipsis; white-space: nowrap; }
.field[data-mark="dirty"] .note, .field[data-mark="conflict"] .note { color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.back { height: 18px; font-size: 11px; }
textarea.field-box { height: auto; padding: 5px 8px; line-height: 1.4; resize: vertical; }
.field-box[aria-disabled] { background: var(--raised); color: var(--soft); }
.field-box:disabled { opacity: 1; }
select.field-box { padding: 0 4px; }

.conflict { display: flex; flex-wrap: wrap; align-items: center; gap: 5px; padding: 5px 0 0; }
.theirs { flex: 1 1 100%; overflow: hidden; color: color-mix(in srgb, var(--warn) 65%, var(--ink)); font-size: 12px; text-overflow: ellipsis; white-space: nowrap; }
.theirs-text { font-weight: 600; unicode-bidi: isolate; }
.foot { min-height: 40px; padding-right: 8px; }
`;var le=r=>H(r,"diorama-form",F+B,(e,t)=>new w(e,t)),He={initialize:V,render:le};export{He as default};
