package main

// select64 has its cases in the text, as select2 and select8 have: reflect.Select, for a number that only the running program
// knows, makes a list of all cases anew for each choice.
func select64(capacity int) unit {
	return selecting(capacity, 64, func(p []chan int) func() int {
		return func() int {
			select {
			case got := <-p[0]:
				return got
			case got := <-p[1]:
				return got
			case got := <-p[2]:
				return got
			case got := <-p[3]:
				return got
			case got := <-p[4]:
				return got
			case got := <-p[5]:
				return got
			case got := <-p[6]:
				return got
			case got := <-p[7]:
				return got
			case got := <-p[8]:
				return got
			case got := <-p[9]:
				return got
			case got := <-p[10]:
				return got
			case got := <-p[11]:
				return got
			case got := <-p[12]:
				return got
			case got := <-p[13]:
				return got
			case got := <-p[14]:
				return got
			case got := <-p[15]:
				return got
			case got := <-p[16]:
				return got
			case got := <-p[17]:
				return got
			case got := <-p[18]:
				return got
			case got := <-p[19]:
				return got
			case got := <-p[20]:
				return got
			case got := <-p[21]:
				return got
			case got := <-p[22]:
				return got
			case got := <-p[23]:
				return got
			case got := <-p[24]:
				return got
			case got := <-p[25]:
				return got
			case got := <-p[26]:
				return got
			case got := <-p[27]:
				return got
			case got := <-p[28]:
				return got
			case got := <-p[29]:
				return got
			case got := <-p[30]:
				return got
			case got := <-p[31]:
				return got
			case got := <-p[32]:
				return got
			case got := <-p[33]:
				return got
			case got := <-p[34]:
				return got
			case got := <-p[35]:
				return got
			case got := <-p[36]:
				return got
			case got := <-p[37]:
				return got
			case got := <-p[38]:
				return got
			case got := <-p[39]:
				return got
			case got := <-p[40]:
				return got
			case got := <-p[41]:
				return got
			case got := <-p[42]:
				return got
			case got := <-p[43]:
				return got
			case got := <-p[44]:
				return got
			case got := <-p[45]:
				return got
			case got := <-p[46]:
				return got
			case got := <-p[47]:
				return got
			case got := <-p[48]:
				return got
			case got := <-p[49]:
				return got
			case got := <-p[50]:
				return got
			case got := <-p[51]:
				return got
			case got := <-p[52]:
				return got
			case got := <-p[53]:
				return got
			case got := <-p[54]:
				return got
			case got := <-p[55]:
				return got
			case got := <-p[56]:
				return got
			case got := <-p[57]:
				return got
			case got := <-p[58]:
				return got
			case got := <-p[59]:
				return got
			case got := <-p[60]:
				return got
			case got := <-p[61]:
				return got
			case got := <-p[62]:
				return got
			case got := <-p[63]:
				return got
			}
		}
	})
}
